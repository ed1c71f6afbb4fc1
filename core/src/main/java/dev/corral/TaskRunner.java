package dev.corral;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.RecentPanic;
import dev.corral.time.Backend;

/** Runs a body on its task's thread and brings the task to its end, whatever happens. */
final class TaskRunner {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final Outcome<?> DONE = new Outcome.Success<@Nullable Void>(null);

	private final Launcher launcher;

	private final Backend backend;

	private final Endings endings;

	private final Panics panics;

	private final Listeners listeners;

	TaskRunner(Launcher launcher, Backend backend, Endings endings, Panics panics, Listeners listeners) {
		this.launcher = launcher;
		this.backend = backend;
		this.endings = endings;
		this.panics = panics;
		this.listeners = listeners;
	}

	// Few frames lie between here and the body: a parked task keeps them
	void run(SupervisedTask<?> task) {
		if (!task.tryBegin()) {
			return;
		}
		task.startedAt(Math.max(1, this.backend.nanoTime()));
		task.tally.stripe.note(task);
		Outcome<?> last = null;
		Runnable clear = Quietly::nothing;
		boolean mine = false;
		try {
			clear = this.launcher.carriers().unload(task.loaded());
			announce(task);
			last = attempt(task);
			if (last instanceof Outcome.Panicked<?> panic && task.options.restart().max() != 0) {
				last = restart(task, panic);
			}
			mine = last != null && this.endings.decideOwn(task, last);
		}
		finally {
			finish(task, last, mine, clear);
		}
	}

	private void announce(SupervisedTask<?> task) {
		if (task.timeoutNanos() != 0) {
			this.launcher.deadlines().announce(task.timeoutDue(0));
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Started(task.id(), task.name()));
		}
	}

	// How it ended for itself, null when the task had its outcome before
	private @Nullable Outcome<?> attempt(SupervisedTask<?> task) {
		Outcome<?> end = null;
		try {
			if (!task.isDone()) {
				Object body = Carriers.bodyOf(task.loaded());
				if (body instanceof Callable<?> callable) {
					end = new Outcome.Success<>(callable.call());
				}
				else {
					((TaskBody) body).run();
					end = DONE;
				}
			}
		}
		catch (Throwable ex) {
			end = new Outcome.Panicked<>(ex);
		}
		closeOpened(task);
		return end;
	}

	// Returns the end that is the outcome, unless the task has one already
	private @Nullable Outcome<?> restart(SupervisedTask<?> task, Outcome.Panicked<?> first) {
		Restarts restarts = new Restarts(task.options.restart());
		Outcome<?> end = first;
		while (end instanceof Outcome.Panicked<?> panic) {
			long wait = restarts.next(this.backend.nanoTime());
			if (wait < 0 || this.launcher.shutdown().hasBegun() || !task.tryRest() || task.isDone()) {
				return end;
			}
			if (!rest(task, panic.cause(), wait)) {
				return null;
			}
			end = attempt(task);
		}
		return end;
	}

	// Tells a panic that is no outcome and backs off; false when an outcome came between
	private boolean rest(SupervisedTask<?> task, Throwable panic, long wait) {
		long until = this.backend.nanoTime() + wait;
		Thread.interrupted();
		task.tally.panic();
		tellPanic(task, panic, false);
		this.panics.recover(task, panic, false);
		if (!task.isDone()) {
			tellRestarting(task, Duration.ofNanos(wait));
			backOff(task, until);
		}
		Thread.interrupted();
		if (task.isDone()) {
			return false;
		}
		task.tally.restart();
		task.nextAttempt();
		task.endRest();
		return !task.isDone();
	}

	private void tellRestarting(SupervisedTask<?> task, Duration wait) {
		int next = task.attempt() + 1;
		Quietly.run(() -> logger.info("{} backs off for {} ms before attempt {}", task, wait.toMillis(), next));
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Restarting(task.id(), task.name(), next, wait));
		}
	}

	private void backOff(SupervisedTask<?> task, long until) {
		for (long left = until - this.backend.nanoTime(); left > 0
				&& !task.isDone(); left = until - this.backend.nanoTime()) {
			this.backend.park(task, left);
			Thread.interrupted();
		}
	}

	private void tellPanic(SupervisedTask<?> task, Throwable panic, boolean late) {
		RecentPanic remembered = this.panics.log(task, panic, late);
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Panicked(remembered));
		}
	}

	private static void closeOpened(SupervisedTask<?> task) {
		for (Scope scope : task.openedScopes()) {
			Quietly.run(() -> logger.warn("{} ended with scope {} open; closing it", task, scope));
			scope.close();
		}
	}

	private void finish(SupervisedTask<?> task, @Nullable Outcome<?> last, boolean mine, Runnable clear) {
		Throwable thrown = (last instanceof Outcome.Panicked<?> panic) ? panic.cause() : null;
		try {
			unwind(task);
			Thread.interrupted();
			boolean panicked = thrown != null && (mine || !isLettingGo(thrown));
			if (panicked && !mine) {
				task.tally.panic();
			}
			if (panicked && thrown != null) {
				tellPanic(task, thrown, !mine);
			}
			else if (thrown != null) {
				Quietly.run(() -> logger.debug("{} let go with {}", task, Printable.of(thrown.getClass().getName())));
			}
			tellEnded(task);
			if (panicked && thrown != null) {
				this.panics.recover(task, thrown, !mine);
			}
		}
		finally {
			clear.run();
			this.endings.settle(task);
		}
	}

	private void unwind(SupervisedTask<?> task) {
		while (task.phase() != TaskState.UNWOUND && !task.tryUnwind()) {
			this.backend.park(task, Long.MAX_VALUE);
		}
		this.endings.awaitTold(task);
	}

	private void tellEnded(SupervisedTask<?> task) {
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
			Quietly.run(() -> logger.info(
					"Task {} \"{}\" timed out after {} ms, its body let go after {} ms, launched by {}", task.id(),
					Printable.of(task.name()), timeout.limit().toMillis(), ranFor.toMillis(),
					LaunchText.of(task.launchSite())));
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Ended(task.id(), task.name(), TaskState.statusOf(outcome), ranFor));
		}
	}

	// That of a scope is told once for all its tasks
	@SuppressWarnings("ReferenceEquality")
	private static boolean isOwn(SupervisedTask<?> task, Outcome<?> outcome) {
		Cause ofScope = (task.scope != null) ? task.scope.endedBy() : null;
		return ofScope == null || ofScope.outcome() != outcome;
	}

	// Whether a throwable after the outcome is only the body's answer to the interrupt.
	private static boolean isLettingGo(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 100; depth++) {
			if (cause instanceof InterruptedException || cause instanceof CancellationException
					|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
				return true;
			}
			cause = PanicText.cause(cause);
		}
		return false;
	}

}
