package dev.corral.internal.leak;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.StackReader;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.internal.watch.Suspicion;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Printable;

/**
 * Looks at old tasks that have no outcome: which are suspected of a leak, and which are
 * no longer. Used by the watcher alone.
 */
final class Suspects {

	private final Backend backend;

	private final Leaks leaks;

	private final LeakAges ages;

	/** {@code null} outside proof mode. */
	private final @Nullable Proofs proofs;

	private final Stragglers stragglers;

	private final CallbackExecutor callbacks;

	Suspects(Backend backend, Leaks leaks, LeakAges ages, @Nullable Proofs proofs, Stragglers stragglers,
			CallbackExecutor callbacks) {
		this.backend = backend;
		this.leaks = leaks;
		this.ages = ages;
		this.proofs = proofs;
		this.stragglers = stragglers;
		this.callbacks = callbacks;
	}

	/**
	 * Looks at a task.
	 * @param task a task that is not young
	 * @param now the time
	 * @return whether this look found a leak
	 */
	boolean look(SupervisedTask<?> task, long now) {
		Thread thread = task.visibleThread();
		LeakVerdict standing = task.verdict();
		if (thread == null || task.startedAt() == 0 || task.isDone() || (standing != null && standing.certain())) {
			return false;
		}
		boolean found = (task.phase() == TaskState.RESTING) ? lookBetweenAttempts(task, now)
				: lookAtBody(task, thread, now);
		this.leaks.closeIfGone(task);
		return found;
	}

	private boolean lookAtBody(SupervisedTask<?> task, Thread thread, long now) {
		if (task.options.longRunning() || now - task.startedAt() < this.ages.of(task)) {
			clear(task);
			return false;
		}
		StackTraceElement[] frames = this.backend.stackOf(thread);
		LeakEvidence evidence = LeakEvidence.of(thread, frames, this.backend);
		if (StackReader.isNotRead(evidence.stack())) {
			return false;
		}
		Suspicion suspicion = task.leakState().suspicion;
		if (StackReader.isNoAnswer(evidence.stack())) {
			return task.verdict() == null && judge(task, suspicion.lookInVain(frames), evidence);
		}
		if (this.proofs != null) {
			this.proofs.see(task, evidence);
		}
		return judge(task, suspicion.look(thread.getState(), frames), evidence);
	}

	private boolean judge(SupervisedTask<?> task, @Nullable LeakReason reason, LeakEvidence evidence) {
		if (reason == null || isOwnWait(task, reason)) {
			clear(task);
			return false;
		}
		return this.leaks.found(task, reason, evidence);
	}

	// Closing or joining a scope is no work that runs away, though the wait is timed
	private static boolean isOwnWait(SupervisedTask<?> task, LeakReason reason) {
		return reason == LeakReason.RUNAWAY && task.waitingForChildren() > 0;
	}

	// Backing off is no leak. A callback that does not return is one, of long-running
	// tasks
	// too
	private boolean lookBetweenAttempts(SupervisedTask<?> task, long now) {
		if (!this.stragglers.isKeptFromRestart(task, now, this.ages.of(task))) {
			clear(task);
			return false;
		}
		LeakEvidence evidence = (task.verdict() == null) ? this.stragglers.evidence(task) : null;
		return evidence != null && !StackReader.isNotRead(evidence.stack())
				&& this.leaks.found(task, LeakReason.STUCK, evidence);
	}

	private void clear(SupervisedTask<?> task) {
		if (task.verdict() != null && this.leaks.cleared(task) && this.callbacks
			.tryAcquireLine(StormKind.ofTasks(LogTopic.LEAK, Level.INFO, task.counters.stats.name(), "moved on"))) {
			this.callbacks.log(new LogLine(LogTopic.LEAK, Level.INFO,
					"Task {} \"{}\" has moved on and is no longer suspected of a leak", task.id(),
					Printable.of(task.name()))
				.withMdc(task.leakState().mdc));
		}
	}

}
