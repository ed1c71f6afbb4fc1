package dev.corral;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.Lineage;

/**
 * Stands in a stripe for an old task in proof mode. It keeps what is needed to report the
 * leak, and to give slots back, when the task is collected.
 */
final class TaskRecord extends RegistryRecord {

	final Origin origin;

	/** Not read: as long as it is reachable, the collector tells of the task's end. */
	@SuppressWarnings("unused")
	private final Proof proof;

	final @Nullable Lineage lineage;

	/** How the task was last seen while it was old. */
	private volatile Evidence seen = Evidence.NONE;

	private volatile @Nullable Watch watch;

	private volatile @Nullable Holding holding;

	TaskRecord(SupervisedTask<?> task, ReferenceQueue<SupervisedTask<?>> proved) {
		super(task);
		this.origin = task.origin();
		this.lineage = task.lineage;
		this.proof = new Proof(this, task, proved);
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

	@Override
	void learn(RegistryEntry entry) {
		SupervisedTask<?> task = (SupervisedTask<?>) entry;
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
