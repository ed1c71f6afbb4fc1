package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Ends what a launcher has launched, within its time limits. */
final class Closing {

	/** How many tasks that outlive the launcher are reported with their stacks. */
	private static final int MAX_REPORTED = 100;

	/** How long a closer waits for its lines to be written, in nanoseconds. */
	private static final long LOGGED_WITHIN = Duration.ofMillis(500).toNanos();

	private static final int MOST_TRIES = 50;

	private Closing() {
	}

	/*-
	 * When memory runs out, lines are left out and waits are looked at again. When there is
	 * none to cancel with, close fails and the helper threads go on: timeouts still fire, and
	 * close may be called again.
	 */

	static void close(Corral corral) {
		Launcher launcher = corral.launcher();
		boolean stops = true;
		try {
			endAll(corral);
		}
		catch (OutOfMemoryError ex) {
			stops = false;
			throw ex;
		}
		finally {
			if (stops) {
				launcher.stop();
				awaitLogged(launcher);
			}
		}
	}

	private static void endAll(Corral corral) {
		Launcher launcher = corral.launcher();
		CorralConfig config = launcher.config();
		int waitedFor = launcher.slotsTaken();
		if (waitedFor > 0) {
			sayWaiting(launcher, waitedFor);
		}
		if (!drained(launcher, launcher.backend().nanoTime(), config.shutdownTimeout(), false)) {
			sayCancelling(launcher, launcher.slotsTaken());
			boolean interruptsItself = isOwn(launcher, SupervisedTask.current());
			if (!drained(launcher, cancelAll(launcher), config.cancelGrace(), interruptsItself)) {
				reportLeft(corral);
			}
		}
	}

	private static boolean isOwn(Launcher launcher, @Nullable SupervisedTask<?> closer) {
		return closer != null && closer.launcher() == launcher;
	}

	private static void sayWaiting(Launcher launcher, int tasks) {
		try {
			launcher.callbacks()
				.logAlways(new LogLine(Level.INFO, "Closing; waiting up to {} s for {} to end",
						launcher.config().shutdownTimeout().toSeconds(), Plural.of(tasks, "task", "tasks")));
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	private static void sayCancelling(Launcher launcher, int tasks) {
		try {
			launcher.callbacks()
				.logAlways(new LogLine(Level.WARN, "The shutdown timeout is over; cancelling {}",
						Plural.of(tasks, "task", "tasks")));
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	// Tried again while memory has run out: what is done twice does no harm. Needs no
	// memory itself; an interrupt shortens no pause, and is kept
	private static long cancelAll(Launcher launcher) {
		boolean interrupted = false;
		try {
			for (int tries = 1;; tries++) {
				try {
					return cancelAll(launcher, "launcher is closing");
				}
				catch (OutOfMemoryError ex) {
					if (tries == MOST_TRIES) {
						throw ex;
					}
				}
				interrupted |= Thread.interrupted();
				Patience.pause(launcher.backend(), launcher);
				launcher.scopes().finish();
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// Scopes first, so that what they hold has their cause, and always in the same order.
	// All outcomes are decided before the first interrupt is asked for, also for what was
	// cancelled without one. Returns from when the grace counts
	private static long cancelAll(Launcher launcher, String reason) {
		Endings endings = launcher.endings();
		Cause cause = Cause.cancelled(reason, launcher.backend().nanoTime());
		List<List<Scope>> trees = new ArrayList<>();
		launcher.scopes().stream().filter((scope) -> scope.tryEnd(cause)).forEach((scope) -> {
			launcher.scopes().finishLater(scope);
			trees.add(ScopeEnding.decideAll(scope, cause));
		});
		launcher.registry().forEach((task) -> endings.decideBy(task, cause));
		trees.forEach((tree) -> ScopeEnding.interruptAll(tree, cause));
		long now = launcher.backend().nanoTime();
		launcher.registry().forEach((task) -> {
			if (task.isDone()) {
				endings.interrupt(task, now);
			}
		});
		// Whose cause is carried out leaves the list: nobody looks into it after the
		// close
		launcher.scopes().finish();
		return now;
	}

	// An appender may block, so the closer itself writes nothing
	private static void reportLeft(Corral corral) {
		try {
			StringBuilder left = new StringBuilder();
			corral.dumps().write(TaskFilter.all(), MAX_REPORTED, left);
			corral.launcher()
				.callbacks()
				.logAlways(new LogLine(Level.WARN, "Tasks ignored the shutdown and are left behind; {}", left));
		}
		catch (OutOfMemoryError ex) {
			// Without the line
		}
	}

	// The process may end when the closer returns: its lines are to be written by then,
	// unless an appender blocks
	private static void awaitLogged(Launcher launcher) {
		Quietly.run(() -> {
			Waiters waiters = new Waiters();
			AtomicBoolean logged = new AtomicBoolean();
			launcher.callbacks().afterLines(() -> {
				logged.set(true);
				waiters.wakeAll(launcher.backend());
			});
			waiters.awaitKeepingInterrupt(launcher.backend(), launcher.backend().nanoTime() + LOGGED_WITHIN, launcher,
					logged::get, null);
		});
	}

	// A task that closes its own launcher is interrupted by that: its wait goes on
	private static boolean drained(Launcher launcher, long from, Duration limit, boolean keepsInterrupt) {
		long until = from + limit.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					launcher.scopes().removeLeft();
					return launcher.shutdown().awaitDrained(launcher, until);
				}
				catch (InterruptedException ex) {
					interrupted = true;
					if (!keepsInterrupt) {
						return false;
					}
				}
				catch (OutOfMemoryError ex) {
					if (launcher.backend().nanoTime() >= until || Thread.currentThread().isInterrupted()) {
						return false;
					}
					Patience.pause(launcher.backend(), launcher);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
