package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/** Waits for conditions, with a limit that no sound run comes near. */
final class Await {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Duration BETWEEN = Duration.ofMillis(200);

	private Await() {
	}

	static void until(String what, Callable<Boolean> condition) {
		Awaitility.await(what).atMost(LIMIT).pollInterval(BETWEEN).until(condition);
	}

}
