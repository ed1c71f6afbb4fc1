package dev.corral.internal.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.internal.platform.Guarded;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskFilter;

/**
 * Uses every operation of the engine once, before the first launcher is returned. What
 * the virtual machine links at a first use needs much stack and memory, and a first use
 * may come when there is little of both.
 */
final class WarmUp {

	private static final AtomicBoolean done = new AtomicBoolean();

	/** No wait here depends on whether virtual threads get a carrier. */
	private static final Duration MAX_WAIT = Duration.ofMillis(100);

	private static final Duration SOON = Duration.ofMillis(1);

	private static final Duration NEVER = Duration.ofHours(1);

	private WarmUp() {
	}

	/**
	 * Warms up, at the first call. Failures are ignored.
	 * @param opener opens a launcher that logs nothing
	 */
	static void once(Function<CorralConfig, Corral> opener) {
		if (done.compareAndSet(false, true)) {
			boolean interrupted = Thread.interrupted();
			try {
				useAll(opener);
			}
			catch (Throwable ex) {
				// Nothing depends on it
			}
			finally {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}
	}

	private static void useAll(Function<CorralConfig, Corral> opener) throws Exception {
		CorralConfig config = CorralConfig.defaults()
			.withShutdownTimeout(Duration.ZERO)
			.withCancelGrace(Duration.ofMillis(1))
			.withMaxLive(8);
		try (Corral corral = opener.apply(config)) {
			part(() -> scope(corral));
			part(() -> timeouts(corral));
			part(() -> cancelled(corral));
			part(() -> lateValue(corral));
			part(() -> replacedHandler(corral));
			part(() -> executor(corral));
			part(() -> read(corral));
			corral.launch("left-to-the-close", Guarded::nothing);
		}
	}

	// A part that fails, as on a slow machine, does not stop the others
	private static void part(TaskBody part) {
		try {
			part.run();
		}
		catch (Throwable ex) {
			// Only this part
		}
	}

	private static void scope(Corral corral) throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		CancellationScope scope = corral.openScope("scope", ScopeConfig.failFast().timeout(NEVER).limit(4));
		Registration callback = scope.onCancel(Guarded::nothing);
		Task<?> waits = scope.task("waits").onPlatformThread().timeout(NEVER).launch(never::await);
		CompletableFuture<?> unused = waits.toCompletableFuture().thenRun(Guarded::nothing);
		Task<Integer> value = scope.task("value").onPlatformThread().call(() -> 1);
		value.awaitSettled(MAX_WAIT);
		if (value.isDone()) {
			value.join();
			value.get();
			value.get(1, TimeUnit.MILLISECONDS);
			value.resultNow();
		}
		scope.openScope("below").close();
		waits.cancel(false);
		scope.cancel("warm-up");
		callback.unregister();
		scope.close();
		waits.awaitSettled(MAX_WAIT);
	}

	private static void timeouts(Corral corral) throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		try (CancellationScope scope = corral.openScope("short", ScopeConfig.supervise().timeout(SOON))) {
			scope.task("waits").onPlatformThread().launch(never::await).awaitSettled(MAX_WAIT);
		}
	}

	// A body that has opened a scope is cancelled, and asks why
	private static void cancelled(Corral corral) throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		Task<?> task = corral.task("opens").onPlatformThread().launch(() -> {
			TaskContext context = TaskContext.current();
			try (CancellationScope scope = corral.openScope("opened")) {
				open.countDown();
				try {
					new CountDownLatch(1).await();
				}
				finally {
					context.cause();
					context.isCancelled();
					scope.cause();
					context.checkCancelled();
				}
			}
		});
		if (open.await(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
			task.cancel("warm-up");
		}
		task.awaitSettled(MAX_WAIT);
	}

	private static void lateValue(Corral corral) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		Task<?> task = corral.task("late").onPlatformThread().call(() -> {
			begun.countDown();
			return cancelled.await(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
		}, (value) -> {
		});
		if (begun.await(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
			task.cancel(false);
		}
		cancelled.countDown();
		task.awaitSettled(MAX_WAIT);
	}

	// A body that has replaced the handler of its thread asks for its task
	private static void replacedHandler(Corral corral) throws Exception {
		Task<?> task = corral.task("handler").onPlatformThread().launch(() -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
			});
			TaskContext.current();
		});
		task.awaitSettled(MAX_WAIT);
	}

	private static void executor(Corral corral) throws Exception {
		ExecutorService executor = corral.openExecutor("executor");
		executor.execute(Guarded::nothing);
		executor.submit(Guarded::nothing).cancel(true);
		executor.shutdownNow();
		executor.close();
	}

	private static void read(Corral corral) throws Exception {
		corral.counts();
		corral.monitor().countsByName();
		corral.monitor().scopes();
		corral.monitor().find(1);
		corral.monitor().cancel(1, "warm-up");
		corral.monitor().recordDurations((name, outcome, nanos) -> {
		}).unregister();
		corral.monitor().onName((name) -> {
		}).unregister();
		corral.dumps().write(TaskFilter.all(), 1, new StringBuilder());
	}

}
