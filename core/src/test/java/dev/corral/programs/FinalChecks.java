package dev.corral.programs;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskTimeoutException;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold when the last thread of a program has ended: what the program did and
 * what the engine reported agree, and nothing is left. Used by the test's thread.
 */
final class FinalChecks {

	private final ProgramHistory history;

	private FinalChecks(ProgramHistory history) {
		this.history = history;
	}

	static void run(ProgramHistory history) {
		new FinalChecks(history).check();
	}

	private void check() {
		CorralParts parts = this.history.parts();
		Counts counts = parts.registry().counts();
		long launched = this.history.planned.stream()
			.filter((plan) -> plan.task != null && plan.task.home() != null)
			.count();
		assertThat(this.history.simulation.liveThreads()).as("threads").isZero();
		assertThat(counts.launched()).as("launched").isEqualTo(launched).isEqualTo(counts.settled());
		assertThat(counts.live()).as("live").isZero();
		assertThat(counts.queued()).as("queued").isZero();
		assertThat(counts.ending()).as("ending").isZero();
		assertThat(counts.leaked()).as("leaked").isZero();
		assertThat(counts.rejected()).as("rejected").isEqualTo(this.history.rejected + this.history.threadless);
		assertThat(counts.skipped()).as("skipped").isEqualTo(this.history.skipped);
		assertThat(counts.declined()).as("declined").isEqualTo(this.history.declined);
		assertThat(this.history.rejectedEvents).as("rejections reported").isEqualTo(this.history.rejected);
		assertThat(parts.admission().all().taken()).as("slots").isZero();
		parts.registry().limiters((limiter) -> assertThat(limiter.taken()).as("slots of a name").isZero());
		assertThat(parts.deadlines().size()).as("deadlines").isZero();
		assertThat(parts.scopes().stream()).as("open scopes").isEmpty();
		assertThat(parts.admission().waiting()).as("waiting launches").isZero();
		assertThat(parts.admission().callers()).as("callers with a task above the limit").isZero();
		assertOutcomes(counts);
		assertLives(counts);
		this.history.spared.forEach(
				(task) -> assertThat(task.decided()).as("outcome of " + task).isInstanceOf(Outcome.Cancelled.class));
		this.history.scopes.forEach(this::assertCause);
		this.history.callbacks.forEach((callback) -> assertThat(callback.ran).as("runs of a callback")
			.isEqualTo((callback.isCancelled() && !callback.takenBack) ? 1 : 0));
		this.history.futures.forEach((task, future) -> assertThat(future).as("future of " + task).isDone());
	}

	// A failure comes from a child of the scope itself or of the one that handed it down
	@SuppressWarnings("ReferenceEquality")
	private void assertCause(OpenedScope opened) {
		assertThat(opened.scope.members().isEmpty()).as("members of " + opened.scope).isTrue();
		Cause cause = opened.scope.endedBy();
		boolean hasFailure = this.history.planned.stream()
			.map((plan) -> plan.task)
			.anyMatch((task) -> task != null && task.scope == opened.scope && isFailure(task.decided(), null));
		assertThat(cause != null || !opened.failFast || !hasFailure).as("cause of " + opened.scope).isTrue();
		if (cause != null && cause.failure()) {
			ScopeNode first = opened.scope;
			for (ScopeNode above = first.parent(); above != null && above.endedBy() == cause; above = above.parent()) {
				first = above;
			}
			ScopeNode giver = first;
			assertThat(this.history.scopes).as("fail-fast " + giver)
				.anyMatch((scope) -> scope.scope == giver && scope.failFast);
			assertThat(this.history.planned).as("who failed " + giver)
				.anyMatch((plan) -> plan.task != null && plan.task.scope == giver
						&& isFailure(plan.task.decided(), cause.throwable()));
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean isFailure(@Nullable Outcome<?> outcome, @Nullable Throwable by) {
		return (outcome instanceof Outcome.Panicked<?> panic && (by == null || panic.cause() == by))
				|| (outcome instanceof Outcome.TimedOut && (by == null || by instanceof TaskTimeoutException));
	}

	private void assertOutcomes(Counts counts) {
		Map<TaskStatus, Long> outcomes = new EnumMap<>(TaskStatus.class);
		for (PlannedLaunch plan : this.history.planned) {
			SupervisedTask<?> task = plan.task;
			if (task != null) {
				assertThat(task.phase()).as("phase of " + task).isEqualTo(TaskState.GONE);
				assertThat(task.slots()).as("slots of " + task).isNull();
				if (task.home() != null) {
					outcomes.merge(task.status(), 1L, Long::sum);
				}
			}
		}
		assertThat(this.history.recorded).as("recorded").isEqualTo(outcomes);
		assertThat(outcomes.getOrDefault(TaskStatus.SUCCEEDED, 0L)).as("succeeded").isEqualTo(counts.succeeded());
		assertThat(outcomes.getOrDefault(TaskStatus.TIMED_OUT, 0L)).as("timed out").isEqualTo(counts.timedOut());
		assertThat(outcomes.getOrDefault(TaskStatus.CANCELLED, 0L)).as("cancelled").isEqualTo(counts.cancelled());
	}

	private void assertLives(Counts counts) {
		int panics = 0;
		int gaveUp = 0;
		int handledByRoot = 0;
		for (PlannedLaunch plan : this.history.planned) {
			SupervisedTask<?> task = plan.task;
			ReportedLife life = (task != null) ? this.history.lives.getOrDefault(task.id(), new ReportedLife())
					: new ReportedLife();
			panics += life.panics;
			gaveUp += life.gaveUp;
			handledByRoot += plan.ownHandler ? 0 : life.panics;
			assertThat(plan.handled).as("panics at its own handler")
				.isBetween(plan.ownHandler ? life.panics : 0, plan.ownHandler ? life.panics + life.propagated : 0);
			// The timeout of an attempt replaces what the body has thrown
			if (task == null || task.options.restart().attemptTimeout() == null) {
				assertThat(life.panics).as("panics of " + task).isLessThanOrEqualTo(life.thrownItself);
			}
			assertThat(life.leaks).as("leaks of " + task).isZero();
			assertThat(life.ended).as("ends of " + task).isEqualTo(life.started);
			if (task != null) {
				assertThat(life.started).as("starts of " + task).isEqualTo((task.startedAt() != 0) ? 1 : 0);
				assertThat(life.restarts).as("restarts of " + task)
					.isBetween(Math.max(0, life.attempts - 1), Math.max(0, life.attempts));
				assertOutcome(task, life);
			}
		}
		assertThat(counts.restarted()).as("restarted").isEqualTo(this.history.retriedLines);
		assertThat(counts.panicked()).as("panicked")
			.isEqualTo(panics)
			.isEqualTo(this.history.panicLines + this.history.retriedLines);
		assertThat(counts.gaveUp()).as("gave up").isEqualTo(gaveUp).isEqualTo(this.history.gaveUpLines);
		assertThat(this.history.rootHandled).as("panics at the root's handler").isEqualTo(handledByRoot);
	}

	private static void assertOutcome(SupervisedTask<?> task, ReportedLife life) {
		Outcome<?> outcome = task.decided();
		if (life.outcome != null) {
			assertThat(outcome).as("outcome of " + task).isSameAs(life.outcome);
		}
		if (outcome instanceof Outcome.Success<?> success) {
			assertThat(success.value()).as("value of " + task).isSameAs(life.returned);
		}
		if (outcome instanceof Outcome.Panicked<?> panic) {
			assertPanic(task, life, panic.cause());
		}
		assertThat(life.gaveUp == 0 || outcome instanceof Outcome.Panicked || outcome instanceof Outcome.TimedOut)
			.as(task + " gave up")
			.isTrue();
	}

	// Of a last attempt that was out of time, what its body has thrown is suppressed
	@SuppressWarnings("ReferenceEquality")
	private static void assertPanic(SupervisedTask<?> task, ReportedLife life, Throwable cause) {
		Duration limit = task.options.restart().attemptTimeout();
		if (cause instanceof TaskTimeoutException timeout && limit != null) {
			assertThat(timeout.limit()).as("limit of an attempt of " + task).isEqualTo(limit);
			assertThat(List.of(cause.getSuppressed())).as("suppressed")
				.allMatch((suppressed) -> suppressed == life.thrown);
		}
		else {
			assertThat(cause).as("panic of " + task).isSameAs(life.thrown);
		}
	}

}
