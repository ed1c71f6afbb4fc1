package dev.corral.monitoring.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Repeats requests, each kind on a thread of its own, until they are stopped. */
final class Pulse implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(6);

	private final List<Future<?>> running = new CopyOnWriteArrayList<>();

	/**
	 * Repeats requests. A failure ends them, and is found by {@link #assertBeats()}.
	 * @param requests what is repeated
	 * @return stops them; one may still be under way
	 */
	Runnable repeat(Runnable requests) {
		Future<?> repeated = this.timer.scheduleWithFixedDelay(requests, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		this.running.add(repeated);
		return () -> repeated.cancel(false);
	}

	/** None has failed. */
	void assertBeats() {
		assertThat(this.running).as("requests that are repeated")
			.allMatch((repeated) -> !repeated.isDone() || repeated.isCancelled());
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
