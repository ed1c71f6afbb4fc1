package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a launcher has launched, within its time limits. */
final class Closing {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	/** How many tasks that outlive the launcher are reported with their stacks. */
	private static final int MAX_REPORTED = 100;

	/** How long a closer waits for its lines to be written, in nanoseconds. */
	private static final long LOGGED_WITHIN = Duration.ofMillis(500).toNanos();

	private static final long PAUSE = Duration.ofMillis(20).toNanos();

	private static final int MOST_TRIES = 50;

	private Closing() {
	}

	static void close(Corral corral) {
		Launcher launcher = corral.launcher();
		try {
			CorralConfig config = launcher.config();
			int waitedFor = launcher.slotsTaken();
			if (waitedFor > 0) {
				say(launcher, () -> logger.info("Closing; waiting up to {} s for {} to end",
						config.shutdownTimeout().toSeconds(), Plural.of(waitedFor, "task", "tasks")));
			}
			if (!drained(launcher, launcher.backend().nanoTime(), config.shutdownTimeout())) {
				int cancelled = launcher.slotsTaken();
				say(launcher, () -> logger.warn("The shutdown timeout is over; cancelling {}",
						Plural.of(cancelled, "task", "tasks")));
				if (!drained(launcher, cancelAll(launcher), config.cancelGrace())) {
					reportLeft(corral);
				}
			}
		}
		finally {
			launcher.stop();
			awaitLogged(launcher);
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
				launcher.backend().park(launcher, PAUSE);
				launcher.endings().finishScopes();
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
			endings.finishLater(scope);
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
		return now;
	}

	// An appender may block, so the closer itself writes nothing
	private static void say(Launcher launcher, Runnable line) {
		Quietly.run(() -> launcher.callbacks().logAlways(line));
	}

	private static void reportLeft(Corral corral) {
		Quietly.run(() -> {
			StringBuilder left = new StringBuilder();
			corral.dumps().write(TaskFilter.all(), MAX_REPORTED, left);
			say(corral.launcher(), () -> logger.warn("Tasks ignored the shutdown and are left behind; {}", left));
		});
	}

	// The process may end when the closer returns: its lines are to be written by then,
	// unless an appender blocks
	private static void awaitLogged(Launcher launcher) {
		Quietly.run(() -> {
			Waiters waiters = new Waiters();
			AtomicBoolean logged = new AtomicBoolean();
			launcher.callbacks().logAlways(() -> {
				logged.set(true);
				waiters.wakeAll(launcher.backend());
			});
			waiters.awaitKeepingInterrupt(launcher.backend(), launcher.backend().nanoTime() + LOGGED_WITHIN, launcher,
					logged::get, null);
		});
	}

	private static boolean drained(Launcher launcher, long from, Duration limit) {
		try {
			return launcher.shutdown().awaitDrained(launcher, from + limit.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
