package dev.corral.internal.task;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.RegistryEntry;
import dev.corral.internal.registry.RegistryRecord;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.Lineage;

/**
 * Takes the place of an old task in its stripe, in proof mode. It keeps what is needed to
 * report the leak, and to give slots back, when the task is collected.
 */
public final class TaskRecord extends RegistryRecord {

	final LaunchOrigin origin;

	/** Not read: the collector enqueues it only while it is reachable. */
	@SuppressWarnings("unused")
	private final Proof proof;

	/** The ancestors of the task, {@code null} for none. */
	public final @Nullable Lineage lineage;

	/** How the task was last seen while it was old. */
	private volatile LeakEvidence seen = LeakEvidence.NONE;

	private volatile @Nullable LeakState leakState;

	private volatile @Nullable HeldSlots heldSlots;

	/** What lines about the task are written with, {@code null} for none. */
	private volatile @Nullable Map<String, String> mdc;

	public TaskRecord(SupervisedTask<?> task, ReferenceQueue<SupervisedTask<?>> proved) {
		super(task);
		this.origin = task.origin();
		this.lineage = task.lineage;
		this.proof = new Proof(this, task, proved);
	}

	public String name() {
		return this.origin.name();
	}

	public LaunchSite launchSite() {
		return this.origin.site();
	}

	public LeakEvidence seen() {
		return this.seen;
	}

	public void seen(LeakEvidence value) {
		this.seen = value;
	}

	public @Nullable LeakState leakState() {
		return this.leakState;
	}

	// What the task holds besides its slot of the launcher
	public @Nullable HeldSlots heldSlots() {
		return this.heldSlots;
	}

	public @Nullable Map<String, String> mdc() {
		return this.mdc;
	}

	@Override
	public void copyFrom(RegistryEntry entry) {
		SupervisedTask<?> task = (SupervisedTask<?>) entry;
		this.leakState = task.leakStateIfAny();
		this.heldSlots = task.heldSlotsIfAny();
		Map<String, String> own = ContextPropagation.mdcOf(task.body);
		if (own != null) {
			this.mdc = own;
		}
	}

	/**
	 * Enqueued when the task cannot be reached any more, not even by a finalizer: only
	 * then nothing can wake its thread.
	 */
	public static final class Proof extends PhantomReference<SupervisedTask<?>> {

		/** The record that holds it. */
		public final TaskRecord record;

		private Proof(TaskRecord record, SupervisedTask<?> task, ReferenceQueue<SupervisedTask<?>> proved) {
			super(task, proved);
			this.record = record;
		}

	}

}
