package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;

import org.slf4j.event.Level;

import dev.corral.RecoveryHandler;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.RecentList;
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

	private final RecentList<RecentPanic> recent;

	public Panics(Backend backend, List<RecoveryHandler> handlers, Listeners listeners, int recent) {
		this.backend = backend;
		this.handlers = handlers;
		this.listeners = listeners;
		this.recent = new RecentList<>(recent);
	}

	public List<RecentPanic> recent() {
		return this.recent.list();
	}

	// To the list of recent panics, the log and the listeners
	public void report(SupervisedTask<?> task, Throwable cause, boolean late) {
		boolean gaveUp = !late && task.hasGivenUp();
		RecentPanic panic = remember(task, cause, late);
		if (gaveUp) {
			logLast(task, cause);
		}
		else {
			log(Level.ERROR, task, cause, late);
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Panicked(panic));
		}
		if (gaveUp) {
			notifyGaveUp(task);
		}
	}

	// The same for a panic after which the task is run again, and the handlers. One that
	// has climbed is counted where it comes from
	public void reportRetried(SupervisedTask<?> task, Throwable cause) {
		if (task.climbed) {
			TaskReporter.reportQuiet(task, cause, FailureKind.CLIMBED);
			recoverClimbed(task, cause);
			return;
		}
		task.counters.addRetriedPanic();
		notifyRetried(task, cause);
		recover(task, cause, false);
	}

	// That a task is not run again is said loudly, whoever has failed
	void reportGaveUp(SupervisedTask<?> task, Throwable cause) {
		if (!task.hasGivenUp()) {
			return;
		}
		logLast(task, cause);
		notifyGaveUp(task);
	}

	private void notifyGaveUp(SupervisedTask<?> task) {
		if (!this.listeners.isEmpty()) {
			this.listeners
				.notifyNow(new TaskEvent.GaveUp(task.id(), task.name(), task.attempt() - 1, ranFor(task)));
		}
	}

	private void notifyRetried(SupervisedTask<?> task, Throwable cause) {
		RecentPanic panic = remember(task, cause, false);
		log(Level.WARN, task, cause, false);
		if (!this.listeners.isEmpty()) {
			this.listeners.notifyNow(new TaskEvent.Panicked(panic));
		}
	}

	private RecentPanic remember(SupervisedTask<?> task, Throwable cause, boolean late) {
		RecentPanic panic = new RecentPanic(task.id(), task.name(), task.attempt(), this.backend.now(),
				cause.getClass().getName(), PanicText.message(cause), task.launchSite(), late, PanicText.stack(cause));
		this.recent.add(panic);
		return panic;
	}

	private void log(Level level, SupervisedTask<?> task, Throwable cause, boolean late) {
		LogLine.write(level, "{} panicked{}{} after {}, launched by {}", task.subject(), attempt(task),
				late ? " late" : "", Durations.text(ranFor(task)), LaunchText.of(task.launchSite(), task.lineage),
				cause);
	}

	private void logLast(SupervisedTask<?> task, Throwable cause) {
		LogLine.write(Level.ERROR, "{} panicked{} and gave up after {} in {}, launched by {}", task.subject(),
				attempt(task), Plural.of(task.attempt() - 1, "restart", "restarts"), Durations.text(ranFor(task)),
				LaunchText.of(task.launchSite(), task.lineage), cause);
	}

	private static String attempt(SupervisedTask<?> task) {
		return (task.attempt() > 1) ? " in attempt " + task.attempt() : "";
	}

	// An exception that was passed to the thread's handler: mostly a panic, and the task
	// goes on
	void reportUncaught(SupervisedTask<?> task, Throwable thrown) {
		try {
			boolean late = task.isDone();
			FailureKind kind = TaskReporter.kindOfUncaught(task, thrown, late);
			if (kind != FailureKind.PANIC) {
				TaskReporter.reportQuiet(task, thrown, kind);
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

	public static void logFailure(SupervisedTask<?> task, Throwable thrown) {
		try {
			LogLine.write(Level.ERROR, "{} could not report how it ended", task.subject(), thrown);
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

	// Whoever was joined has called the launcher's handlers
	void recoverClimbed(SupervisedTask<?> task, Throwable cause) {
		if (task.options.handler() != null) {
			recover(task, cause, false);
		}
	}

	private Duration ranFor(SupervisedTask<?> task) {
		return Duration.ofNanos(Math.max(0, this.backend.nanoTime() - task.startedAt()));
	}

	private static void recover(RecoveryHandler handler, SupervisedTask<?> task, Panic panic) {
		try {
			handler.recover(panic);
		}
		catch (Throwable ex) {
			logHandlerFailure(handler, task, panic.cause(), ex);
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static void logHandlerFailure(RecoveryHandler handler, SupervisedTask<?> task, Throwable cause,
			Throwable thrown) {
		try {
			if (thrown != cause) {
				thrown.addSuppressed(cause);
			}
			LogLine.write(Level.ERROR, "{}: recovery handler {} failed", task.subject(),
					Printable.of(handler.getClass().getName()), thrown);
		}
		catch (Throwable ex) {
			// No memory for the line
		}
	}

}
