package dev.corral.jdk;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.Task;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executor views and futures answer every call as those of the JDK in the same run, but
 * for the differences that are listed here with their reasons.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdkComparisonTests {

	/** How a body ends, and how a future is reached in that state. */
	private enum End {

		VALUE, FAILURE, CANCELLED, UNDONE

	}

	@Test
	void executorsAnswerAsThoseOfTheJdk() {
		Map<String, String> found = new TreeMap<>();
		for (Probe<ExecutorService> probe : ExecutorProbes.all()) {
			String jdk;
			try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
				jdk = probe.resultOn(pool);
				pool.shutdownNow();
			}
			String ours;
			try (Corral corral = Corral.create()) {
				ExecutorService pool = corral.openExecutor("pool");
				ours = probe.resultOn(pool);
				pool.shutdownNow();
			}
			note(found, probe.name(), jdk, ours);
		}
		// All bodies are looked at before one is launched
		String first = "JDK: throws RejectedExecutionException; Corral: throws NullPointerException";
		assertThat(found).isEqualTo(Map.of("after shutdown: invokeAll(with null)", first,
				"after shutdown: invokeAny(with null)", first, "after shutdownNow: invokeAll(with null)", first,
				"after shutdownNow: invokeAny(with null)", first));
	}

	@Test
	void futuresAnswerAsThoseOfTheJdk() throws Exception {
		Map<String, String> found = new TreeMap<>();
		for (End end : End.values()) {
			for (Probe<Future<?>> probe : FutureProbes.ofFutures(end != End.UNDONE)) {
				String jdk;
				try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
					jdk = probe.resultOn(future(pool, end));
					pool.shutdownNow();
				}
				String ours;
				try (Corral corral = Corral.create()) {
					ExecutorService pool = corral.openExecutor("pool");
					ours = probe.resultOn(future(pool, end));
					pool.shutdownNow();
				}
				note(found, end + ": " + probe.name(), jdk, ours);
			}
		}
		assertThat(found).isEmpty();
	}

	@Test
	void completableFuturesAnswerAsThoseOfTheJdk() throws Exception {
		Map<String, String> found = new TreeMap<>();
		for (End end : End.values()) {
			for (Probe<CompletableFuture<Integer>> probe : FutureProbes.ofCompletableFutures(end != End.UNDONE)) {
				String jdk = probe.resultOn(completableFuture(end));
				String ours;
				try (Corral corral = Corral.create()) {
					ExecutorService pool = corral.openExecutor("pool");
					ours = probe.resultOn(((Task<Integer>) future(pool, end)).toCompletableFuture());
					pool.shutdownNow();
				}
				note(found, end + ": " + probe.name(), jdk, ours);
			}
		}
		assertThat(found).isEmpty();
	}

	private static void note(Map<String, String> found, String probe, String jdk, String ours) {
		if (!jdk.equals(ours)) {
			found.put(probe, "JDK: " + jdk + "; Corral: " + ours);
		}
	}

	private static Future<Integer> future(ExecutorService pool, End end) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Future<Integer> future = pool.submit(() -> {
			begun.countDown();
			return switch (end) {
				case VALUE -> 1;
				case FAILURE -> throw new IllegalStateException("planted");
				case CANCELLED, UNDONE -> {
					new CountDownLatch(1).await();
					yield 1;
				}
			};
		});
		begun.await();
		if (end == End.CANCELLED) {
			future.cancel(true);
		}
		while (end != End.UNDONE && !future.isDone()) {
			Thread.onSpinWait();
		}
		return future;
	}

	private static CompletableFuture<Integer> completableFuture(End end) {
		CompletableFuture<Integer> future = new CompletableFuture<>();
		switch (end) {
			case VALUE -> future.complete(1);
			case FAILURE -> future.completeExceptionally(new IllegalStateException("planted"));
			case CANCELLED -> future.cancel(true);
			case UNDONE -> {
			}
		}
		return future;
	}

}
