package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.Lineage;

/**
 * Stands in a stripe for an old task in proof mode. It holds the task weakly, outlives it
 * when that is collected, tells its story and gives its slots back.
 */
final class TaskRecord extends WeakReference<SupervisedTask<?>> {

	private static final VarHandle CHUNK;

	static {
		try {
			CHUNK = MethodHandles.lookup().findVarHandle(TaskRecord.class, "chunk", Chunk.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final Tally tally;

	final long id;

	final Origin origin;

	/** Not read: as long as it is reachable, the collector tells of the task's end. */
	@SuppressWarnings("unused")
	private final Proof proof;

	/** Where it stands; written under the stripe's lock, as in a {@link Node}. */
	private @Nullable Chunk chunk;

	private short slot;

	final @Nullable Lineage lineage;

	/** How the task was last seen while it was old. */
	private volatile Evidence seen = Evidence.NONE;

	private volatile @Nullable Watch watch;

	private volatile @Nullable Holding holding;

	TaskRecord(SupervisedTask<?> task, ReferenceQueue<SupervisedTask<?>> proved) {
		super(task);
		this.tally = task.tally;
		this.id = task.id();
		this.origin = task.origin();
		this.lineage = task.lineage;
		this.proof = new Proof(this, task, proved);
	}

	// Before the slot
	@Nullable Chunk chunk() {
		return (Chunk) CHUNK.getAcquire(this);
	}

	int slot() {
		return this.slot;
	}

	// Under the stripe's lock
	void standAt(Chunk value, int at) {
		this.slot = (short) at;
		CHUNK.setRelease(this, value);
	}

	String name() {
		return this.origin.name();
	}

	LaunchSite launchSite() {
		return this.origin.site();
	}

	Evidence seen() {
		return this.seen;
	}

	void seen(Evidence value) {
		this.seen = value;
	}

	@Nullable Watch watch() {
		return this.watch;
	}

	// What the task holds besides its slot of the launcher
	@Nullable Holding holding() {
		return this.holding;
	}

	// By whoever gives the task what its record has to know, and by whoever makes it old:
	// the one that comes second sees what the other has done
	void learn(SupervisedTask<?> task) {
		this.watch = task.watchIfAny();
		this.holding = task.holdingIfAny();
	}

	/**
	 * Enqueued when the task cannot be reached any more, not even by a finalizer: only
	 * then nothing can wake its thread.
	 */
	static final class Proof extends PhantomReference<SupervisedTask<?>> {

		final TaskRecord record;

		private Proof(TaskRecord record, SupervisedTask<?> task, ReferenceQueue<SupervisedTask<?>> proved) {
			super(task, proved);
			this.record = record;
		}

	}

}
