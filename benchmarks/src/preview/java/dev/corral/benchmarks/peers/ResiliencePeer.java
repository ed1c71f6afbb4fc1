package dev.corral.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.github.resilience4j.timelimiter.TimeLimiter;

import dev.corral.benchmarks.Work;

/** Resilience4j's time limiter around a completable future on a virtual thread. */
public final class ResiliencePeer implements TimeoutPeer {

	private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

	@Override
	public String name() {
		return "Resilience4j TimeLimiter";
	}

	@Override
	public Work timed(int batch) {
		TimeLimiter limiter = TimeLimiter.of(Duration.ofSeconds(30));
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
		Function<Runnable, Future<?>> launch = (body) -> limiter
			.executeCompletionStage(timer, () -> CompletableFuture.runAsync(body, this.executor))
			.toCompletableFuture();
		return FutureBatches.of(batch, launch);
	}

	@Override
	public Work plain(int batch) {
		return FutureBatches.of(batch, (body) -> CompletableFuture.runAsync(body, this.executor));
	}

}
