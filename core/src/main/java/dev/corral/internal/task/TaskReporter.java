package dev.corral.internal.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.Outcome;
import dev.corral.event.TaskEvent;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.FailureLines;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.failure.ExpectedTypes;
import dev.corral.internal.failure.FailureKind;
import dev.corral.internal.failure.JoinFailures;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.PanicText;
import dev.corral.monitor.Printable;

/**
 * Reports how a body has ended, to log, listeners and handlers. A panic has a line at
 * ERROR; other throwables have quieter lines. {@link FailureKind} judges what was thrown.
 */
public final class TaskReporter {

	private final Backend backend;

	private final Panics panics;

	private final Listeners listeners;

	private final FailureLines lines;

	/**
	 * Makes the part that reports ends.
	 * @param backend the clock
	 * @param panics reports panics
	 * @param listeners are notified of ends
	 * @param lines limits its lines
	 */
	public TaskReporter(Backend backend, Panics panics, Listeners listeners, FailureLines lines) {
		this.backend = backend;
		this.panics = panics;
		this.listeners = listeners;
		this.lines = lines;
	}

	/**
	 * Reports the end of a body.
	 * @param task its task, which has its outcome
	 * @param last how the body ended, {@code null} when it was not run
	 * @param mine whether that is the outcome
	 */
	void report(SupervisedTask<?> task, @Nullable Outcome<?> last, boolean mine) {
		Throwable thrown = thrown(last);
		FailureKind kind = (thrown != null) ? kind(task, last, thrown, mine) : null;
		if (thrown == null || kind == null) {
			reportEnded(task);
		}
		else if (kind == FailureKind.PANIC) {
			reportPanic(task, thrown, mine);
		}
		else {
			reportQuiet(this.lines, task, thrown, kind);
			if (kind == FailureKind.PROPAGATED && mine) {
				this.panics.reportGaveUp(task, thrown);
			}
			reportEnded(task);
			if (kind == FailureKind.PROPAGATED && mine) {
				this.panics.recoverPropagated(task, thrown);
			}
		}
	}

	private static @Nullable Throwable thrown(@Nullable Outcome<?> last) {
		if (last instanceof Outcome.Panicked<?> panic) {
			return panic.cause();
		}
		return (last instanceof Outcome.Failed<?> failed) ? failed.cause() : null;
	}

	private static FailureKind kind(SupervisedTask<?> task, @Nullable Outcome<?> last, Throwable thrown, boolean mine) {
		if (!mine) {
			return isFailedAttempt(task, thrown) ? FailureKind.INTERRUPTED
					: kindOf(task, thrown, task.leftLate, task.leftInterrupted);
		}
		if (last instanceof Outcome.Failed) {
			return FailureKind.EXPECTED;
		}
		return task.propagated ? FailureKind.PROPAGATED : FailureKind.PANIC;
	}

	// Only what was thrown after the outcome may answer the interrupt
	static FailureKind kindOf(SupervisedTask<?> task, Throwable thrown, boolean late, boolean interrupted) {
		ExpectedTypes expected = task.options.expected();
		JoinFailures joins = Joins.failuresOf(task);
		return late ? FailureKind.late(thrown, expected, joins, interrupted) : FailureKind.of(thrown, expected, joins);
	}

	// Whether it is the timeout of an attempt, after which the task got another outcome
	private static boolean isFailedAttempt(SupervisedTask<?> task, Throwable thrown) {
		Attempts attempts = task.attemptsIfAny();
		return attempts != null && attempts.isFailure(thrown);
	}

	// Another outcome may have come between the panic and its own
	private void reportPanic(SupervisedTask<?> task, Throwable thrown, boolean mine) {
		boolean late = !mine && task.leftLate;
		if (!mine) {
			task.counters.addPanic();
		}
		try {
			this.panics.report(task, thrown, late);
		}
		catch (Throwable ex) {
			this.panics.logFailure(task, ex);
		}
		try {
			reportEnded(task);
		}
		catch (Throwable ex) {
			this.panics.logFailure(task, ex);
		}
		this.panics.recover(task, thrown, late);
	}

	/**
	 * Writes the line about a throwable that is no panic.
	 * @param lines limits the line
	 * @param task the task it left
	 * @param thrown the throwable
	 * @param kind any kind but a panic
	 */
	static void reportQuiet(FailureLines lines, SupervisedTask<?> task, Throwable thrown, FailureKind kind) {
		if (lines.isSilent()) {
			return;
		}
		if (kind == FailureKind.INTERRUPTED_BY_FLAG) {
			lines.write(new FlaggedLine(lines, task, thrown));
			return;
		}
		String type = Printable.of(thrown.getClass().getName());
		LogLine line = switch (kind) {
			case INTERRUPTED ->
				new LogLine(LogTopic.PANIC, Level.DEBUG, "{} ended after its interrupt with {}", task.subject(), type);
			case PROPAGATED -> new LogLine(LogTopic.PANIC, Level.DEBUG, "{} propagated the failure of {}: {}",
					task.subject(), FailureKind.origin(thrown, Joins.failuresOf(task)), type);
			case EXPECTED ->
				new LogLine(LogTopic.PANIC, Level.DEBUG, "{} failed as expected with {}", task.subject(), type);
			case PANIC, INTERRUPTED_BY_FLAG -> throw new IllegalArgumentException("not a quiet line: " + kind);
		};
		line.withMdc(ContextPropagation.mdcOf(task.body)).tryWrite();
	}

	private void reportEnded(SupervisedTask<?> task) {
		Outcome<?> outcome = task.decided();
		if (outcome == null) {
			return;
		}
		boolean timedOut = outcome instanceof Outcome.TimedOut;
		if (!timedOut && this.listeners.isEmpty()) {
			return;
		}
		Duration ranFor = Duration.ofNanos(this.backend.nanoTime() - task.startedAt());
		if (outcome instanceof Outcome.TimedOut<?> timeout && isOwn(task, timeout)) {
			logTimeout(task, timeout.limit(), ranFor);
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Ended(task.id(), task.name(), TaskState.statusOf(outcome), ranFor));
		}
	}

	private void logTimeout(SupervisedTask<?> task, Duration limit, Duration ranFor) {
		if (this.lines
			.tryAcquireLine(StormKind.ofTasks(LogTopic.TIMEOUT, Level.INFO, task.counters.stats.name(), "timed out"))) {
			String attempt = task.hasGivenUp() ? ", the timeout of attempt " + task.attempt() : "";
			new LogLine(LogTopic.TIMEOUT, Level.INFO,
					"{} timed out after {}{}; its body ended after {}, launched by {}", task.subject(),
					Durations.text(limit), attempt, Durations.text(ranFor), LaunchText.of(task.launchSite()))
				.withMdc(ContextPropagation.mdcOf(task.body))
				.tryWrite();
		}
	}

	// The timeout of a scope has one line for all its tasks
	@SuppressWarnings("ReferenceEquality")
	private static boolean isOwn(SupervisedTask<?> task, Outcome<?> outcome) {
		Cause ofScope = (task.scope != null) ? task.scope.endedBy() : null;
		return ofScope == null || ofScope.outcome() != outcome;
	}

	/**
	 * The line about an answer to an interrupt that was judged by the flag alone.
	 *
	 * @param lines limits it
	 * @param task the task
	 * @param thrown what left its body; its methods may block
	 */
	private record FlaggedLine(FailureLines lines, SupervisedTask<?> task,
			Throwable thrown) implements FailureLines.Line {

		@Override
		public void run() {
			if (this.lines.tryAcquireLine(kind().with(this.thrown, PanicText.stack(this.thrown)))) {
				line(FailureKind.line(this.thrown)).tryWrite();
			}
		}

		private StormKind kind() {
			return StormKind.ofTasks(LogTopic.PANIC, Level.INFO, this.task.counters.stats.name(),
					"ended after their interrupt, judging by the flag,");
		}

		@Override
		public StormKind shortKind() {
			return kind().unread(this.thrown);
		}

		private LogLine line(String text) {
			return new LogLine(LogTopic.PANIC, Level.INFO, "{} ended after its interrupt, judging by the flag, with {}",
					this.task.subject(), text)
				.withMdc(ContextPropagation.mdcOf(this.task.body));
		}

		@Override
		public LogLine shortForm() {
			return line(Printable.of(this.thrown.getClass().getName())
					+ ", of which a method or a log appender has not returned");
		}

	}

}
