package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.RecoveryHandler;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.FailureLines;
import dev.corral.internal.callback.HandlerLine;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.NamedCall;
import dev.corral.internal.callback.RecentList;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.failure.FailureKind;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Panic;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentPanic;

/**
 * Reports panics, on the thread of their task where it can: to log and listeners first,
 * then to the recovery handlers, of which it catches what they throw.
 */
public final class Panics {

	private final Backend backend;

	private final List<RecoveryHandler> handlers;

	private final Listeners listeners;

	private final FailureLines lines;

	private final RecentList<RecentPanic> recent;

	/**
	 * Makes the part that reports panics.
	 * @param backend the clock
	 * @param handlers the launcher's recovery handlers
	 * @param listeners are notified of panics
	 * @param lines writes the lines about them
	 * @param recent how many panics are remembered
	 */
	public Panics(Backend backend, List<RecoveryHandler> handlers, Listeners listeners, FailureLines lines,
			int recent) {
		this.backend = backend;
		this.handlers = handlers;
		this.listeners = listeners;
		this.lines = lines;
		this.recent = new RecentList<>(recent);
	}

	public List<RecentPanic> recent() {
		return this.recent.list();
	}

	// To the list of recent panics, the log and the listeners
	public void report(SupervisedTask<?> task, Throwable cause, boolean late) {
		boolean gaveUp = !late && task.hasGivenUp();
		write(new PanicLine(task, cause, late, Level.ERROR, gaveUp));
		if (gaveUp) {
			notifyGaveUp(task);
		}
	}

	// The same for a panic after which the task is run again, and the handlers. A
	// propagated failure is counted where it comes from
	public void reportRetried(SupervisedTask<?> task, Throwable cause) {
		if (task.propagated) {
			TaskReporter.reportQuiet(this.lines, task, cause, FailureKind.PROPAGATED);
			recoverPropagated(task, cause);
			return;
		}
		task.counters.addRetriedPanic();
		write(new PanicLine(task, cause, false, Level.WARN, false));
		recover(task, cause, false);
	}

	// A task that is not run again is an ERROR also when another task has failed
	void reportGaveUp(SupervisedTask<?> task, Throwable cause) {
		if (!task.hasGivenUp()) {
			return;
		}
		if (this.lines.tryAcquireLine(kindOf(task, Level.ERROR, "gave up on the failures of others"))) {
			TaskEvent.GaveUp end = Snapshots.gaveUp(task, this.backend.nanoTime());
			line(task, "{} gave up after {} in {}: its last attempt propagated the failure of {}, launched by {}",
					task.subject(), Plural.of(end.restarts(), "restart", "restarts"), timeOfGiveUp(task, end.ranFor()),
					FailureKind.origin(cause, Joins.failuresOf(task)), LaunchText.of(task.launchSite(), task.lineage))
				.tryWrite();
		}
		notifyGaveUp(task);
	}

	private static String timeOfGiveUp(SupervisedTask<?> task, Duration ranFor) {
		return Durations.text(ranFor) + (task.attempts().isRefused() ? " because retryIf allows no more" : "");
	}

	private void notifyGaveUp(SupervisedTask<?> task) {
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(Snapshots.gaveUp(task, this.backend.nanoTime()));
		}
	}

	private void write(PanicLine line) {
		this.lines.write(line);
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Panicked(line.read()));
		}
	}

	// The same by another thread than the task's
	Runnable uncaught(SupervisedTask<?> task, Throwable thrown) {
		boolean late = task.isDone();
		return new NamedCall("the report of a panic of " + task.label(), () -> reportUncaught(task, thrown, late));
	}

	// An exception that was passed to the thread's handler: mostly a panic, and the task
	// goes on
	void reportUncaught(SupervisedTask<?> task, Throwable thrown, boolean late) {
		try {
			FailureKind kind = TaskReporter.kindOf(task, thrown, late, false);
			if (kind != FailureKind.PANIC) {
				TaskReporter.reportQuiet(this.lines, task, thrown, kind);
				return;
			}
			task.counters.addPanic();
			report(task, thrown, late);
			recover(task, thrown, late);
		}
		catch (Throwable ex) {
			logFailure(task, ex);
		}
	}

	public void logFailure(SupervisedTask<?> task, Throwable thrown) {
		try {
			StormKind kind = kindOf(task, Level.ERROR, "could not report how they ended");
			if (this.lines.tryAcquireLine(kind.with(thrown, PanicText.stack(thrown)))) {
				line(task, "{} could not report how it ended", task.subject(), thrown).tryWrite();
			}
		}
		catch (Throwable ex) {
			// No memory for the line either
		}
	}

	public void recover(SupervisedTask<?> task, Throwable cause, boolean late) {
		RecoveryHandler own = task.options.handler();
		List<RecoveryHandler> called = (own != null) ? List.of(own) : this.handlers;
		if (called.isEmpty()) {
			return;
		}
		Duration ranFor = ranFor(task);
		Panic panic = Panic.of(Snapshots.of(task, false), cause, Thread.currentThread().getName(),
				this.backend.now().minus(ranFor), ranFor, late);
		for (RecoveryHandler handler : called) {
			recover(handler, task, panic);
		}
	}

	// The task that failed has called the launcher's handlers
	void recoverPropagated(SupervisedTask<?> task, Throwable cause) {
		if (task.options.handler() != null) {
			recover(task, cause, false);
		}
	}

	private Duration ranFor(SupervisedTask<?> task) {
		return Snapshots.ranFor(task, this.backend.nanoTime());
	}

	private void recover(RecoveryHandler handler, SupervisedTask<?> task, Panic panic) {
		try {
			handler.recover(panic);
		}
		catch (Throwable ex) {
			logHandlerFailure(handler, task, panic.cause(), ex);
		}
	}

	// The throwable is left as it is: others may throw the same one
	private void logHandlerFailure(RecoveryHandler handler, SupervisedTask<?> task, Throwable cause, Throwable thrown) {
		try {
			this.lines.write(HandlerLine.of(this.lines, handler, task.subject(), ContextPropagation.mdcOf(task.body),
					cause, thrown));
		}
		catch (Throwable ex) {
			// No memory for the line
		}
	}

	private static LogLine line(SupervisedTask<?> task, String format, @Nullable Object... arguments) {
		return line(Level.ERROR, task, format, arguments);
	}

	private static LogLine line(Level level, SupervisedTask<?> task, String format, @Nullable Object... arguments) {
		return new LogLine(LogTopic.PANIC, level, format, arguments).withMdc(ContextPropagation.mdcOf(task.body));
	}

	private static StormKind kindOf(SupervisedTask<?> task, Level level, String verb) {
		return StormKind.ofTasks(LogTopic.PANIC, level, task.counters.stats.name(), verb);
	}

	/** The line of a panic; reads the throwable, which may block. */
	private final class PanicLine implements FailureLines.Line {

		private final SupervisedTask<?> task;

		private final Throwable cause;

		private final boolean late;

		private final Level level;

		private final boolean gaveUp;

		private final Duration ranFor;

		/** Whether it is in the list of recent panics. */
		private final AtomicBoolean remembered = new AtomicBoolean();

		/** Set when the throwable was read; null before. */
		private volatile @Nullable RecentPanic read;

		private PanicLine(SupervisedTask<?> task, Throwable cause, boolean late, Level level, boolean gaveUp) {
			this.task = task;
			this.cause = cause;
			this.late = late;
			this.level = level;
			this.gaveUp = gaveUp;
			this.ranFor = ranFor(task);
		}

		private RecentPanic read() {
			RecentPanic known = this.read;
			return (known != null) ? known : panic("", List.of());
		}

		private RecentPanic panic(String message, List<StackTraceElement> stack) {
			return new RecentPanic(this.task.id(), this.task.name(), this.task.attempt(), Panics.this.backend.now(),
					this.cause.getClass().getName(), message, this.task.launchSite(), this.late, stack);
		}

		private void remember(RecentPanic panic) {
			if (this.remembered.compareAndSet(false, true)) {
				Panics.this.recent.add(panic);
			}
		}

		@Override
		public void run() {
			List<StackTraceElement> stack = PanicText.stack(this.cause);
			RecentPanic panic = panic(PanicText.message(this.cause), stack);
			this.read = panic;
			remember(panic);
			if (Panics.this.lines.tryAcquireLine(kind().with(this.cause, stack))) {
				LogLine full = this.gaveUp
						? line("{} panicked{} and gave up after {} in {}, launched by {}", this.cause)
						: line("{} panicked{}{} after {}, launched by {}", this.cause);
				full.tryWrite();
			}
		}

		private StormKind kind() {
			return kindOf(this.task, this.level, this.gaveUp ? "panicked and gave up" : "panicked");
		}

		@Override
		public StormKind shortKind() {
			return kind().unread(this.cause);
		}

		// The third argument is for the restarts of a task that gave up
		private LogLine line(String format, Object last) {
			int number = this.task.attempt();
			String attempt = (number > 1) ? " in attempt " + number : "";
			String third = this.late ? " late" : "";
			String time = Durations.text(this.ranFor);
			if (this.gaveUp) {
				third = Plural.of(number - 1, "restart", "restarts");
				time = timeOfGiveUp(this.task, this.ranFor);
			}
			else if (number > 1) {
				time += " in all";
			}
			return Panics.line(this.level, this.task, format, this.task.subject(), attempt, third, time,
					LaunchText.of(this.task.launchSite(), this.task.lineage), last);
		}

		@Override
		public LogLine shortForm() {
			remember(panic("its text was not read in time", List.of()));
			String type = Printable.of(this.cause.getClass().getName());
			return this.gaveUp ? line(
					"{} panicked{} and gave up after {} in {}, launched by {}: {}, of which a method or a log appender has not returned",
					type)
					: line("{} panicked{}{} after {}, launched by {}: {}, of which a method or a log appender has not returned",
							type);
		}

	}

}
