package dev.corral.internal.proof;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.registry.RegistryEntry;
import dev.corral.internal.registry.RegistryRecord;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;

/**
 * Makes the records of old tasks in proof mode, and returns those whose task the
 * collector has proved unreachable.
 */
public final class ProofRecords implements RegistryRecord.Maker {

	private final ReferenceQueue<SupervisedTask<?>> proved = new ReferenceQueue<>();

	// None for tasks that end anyway: long-running ones at shutdown, others at their
	// timeout
	@Override
	public @Nullable RegistryRecord recordOf(RegistryEntry entry) {
		SupervisedTask<?> task = (SupervisedTask<?>) entry;
		return isHeld(task) ? null : new TaskRecord(task, this.proved);
	}

	static boolean isHeld(SupervisedTask<?> task) {
		return task.options.longRunning() || task.timeoutNanos() != 0;
	}

	/**
	 * The next record whose task was proved to be blocked for ever.
	 * @return {@code null} when there is none
	 */
	@Nullable TaskRecord poll() {
		Reference<?> next = this.proved.poll();
		return (next != null) ? ((TaskRecord.Proof) next).record : null;
	}

}
