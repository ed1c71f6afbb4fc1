package dev.corral;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a launcher has launched, within its time limits. */
final class Closing {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	/** How many tasks that outlive the launcher are reported with their stacks. */
	private static final int MAX_REPORTED = 100;

	private Closing() {
	}

	static void close(Corral corral) {
		Launcher launcher = corral.launcher();
		try {
			CorralConfig config = launcher.config();
			int waitedFor = launcher.slotsTaken();
			if (waitedFor > 0) {
				Quietly.run(() -> logger.info("Closing; waiting up to {} s for {} to end",
						config.shutdownTimeout().toSeconds(), Plural.of(waitedFor, "task", "tasks")));
			}
			if (!drained(launcher, launcher.backend().nanoTime(), config.shutdownTimeout())) {
				Quietly.run(() -> logger.warn("The shutdown timeout is over; cancelling {}",
						Plural.of(launcher.slotsTaken(), "task", "tasks")));
				long cancelled = launcher.cancelAll("launcher is closing");
				if (!drained(launcher, cancelled, config.cancelGrace())) {
					reportLeft(corral);
				}
			}
		}
		finally {
			launcher.stop();
		}
	}

	private static void reportLeft(Corral corral) {
		Quietly.run(() -> {
			StringBuilder left = new StringBuilder();
			corral.dumps().write(TaskFilter.all(), MAX_REPORTED, left);
			logger.warn("Tasks ignored the shutdown and are left behind; {}", left);
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
