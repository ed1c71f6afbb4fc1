package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for conditions, with a limit that no sound run comes near. */
final class Await {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Duration BETWEEN = Duration.ofMillis(200);

	private Await() {
	}

	/** A busy machine may miss a scrape, so what is asked now is asked again. */
	static void untilHolds(ThrowingRunnable assertions) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(BETWEEN).untilAsserted(assertions);
	}

	static void until(String what, Callable<Boolean> condition) {
		Awaitility.await(what).atMost(LIMIT).pollInterval(BETWEEN).until(condition);
	}

}
