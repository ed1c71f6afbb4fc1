package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;

import org.slf4j.event.Level;

import dev.corral.RecoveryHandler;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.RecentList;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.LaunchText;
import dev.corral.internal.util.PanicText;
import dev.corral.monitor.Panic;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentPanic;

/**
 * Tells a panic: to the log first, then to the handlers. The one place that guards them.
 */
public final class Panics {

	private final Backend backend;

	private final List<RecoveryHandler> handlers;

	private final RecentList<RecentPanic> recent;

	public Panics(Backend backend, List<RecoveryHandler> handlers, int recent) {
		this.backend = backend;
		this.handlers = handlers;
		this.recent = new RecentList<>(recent);
	}

	public List<RecentPanic> recent() {
		return this.recent.list();
	}

	// To the log and the recent list; returns what is remembered
	public RecentPanic log(SupervisedTask<?> task, Throwable cause, boolean late) {
		RecentPanic remembered = remembered(task, cause, late);
		this.recent.add(remembered);
		LogLine.write(Level.ERROR, "Task {} \"{}\" panicked{}{} after {} ms, launched by {}", task.id(),
				Printable.of(task.name()), (task.attempt() > 1) ? " in attempt " + task.attempt() : "",
				late ? " late" : "", ranFor(task).toMillis(), LaunchText.of(task.launchSite(), task.lineage), cause);
		return remembered;
	}

	void recover(SupervisedTask<?> task, Throwable cause, boolean late) {
		RecoveryHandler own = task.options.handler();
		List<RecoveryHandler> told = (own != null) ? List.of(own) : this.handlers;
		if (told.isEmpty()) {
			return;
		}
		Duration ranFor = ranFor(task);
		Panic panic = Panic.of(Snapshots.of(task, false), cause, Thread.currentThread().getName(),
				this.backend.now().minus(ranFor), ranFor, late);
		for (RecoveryHandler handler : told) {
			recover(handler, panic);
		}
	}

	private Duration ranFor(SupervisedTask<?> task) {
		return Duration.ofNanos(Math.max(0, this.backend.nanoTime() - task.startedAt()));
	}

	private RecentPanic remembered(SupervisedTask<?> task, Throwable cause, boolean late) {
		return new RecentPanic(task.id(), task.name(), task.attempt(), this.backend.now(), cause.getClass().getName(),
				PanicText.message(cause), task.launchSite(), late, PanicText.stack(cause));
	}

	private static void recover(RecoveryHandler handler, Panic panic) {
		try {
			handler.recover(panic);
		}
		catch (Throwable ex) {
			logFailure(handler, panic, ex);
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static void logFailure(RecoveryHandler handler, Panic panic, Throwable thrown) {
		try {
			if (thrown != panic.cause()) {
				thrown.addSuppressed(panic.cause());
			}
			LogLine.write(Level.ERROR, "Recovery handler {} failed on the panic of task {}",
					Printable.of(handler.getClass().getName()), panic.id(), thrown);
		}
		catch (Throwable ex) {
			// Nothing is left that could be told of it
		}
	}

}
