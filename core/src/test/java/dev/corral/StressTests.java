package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.corral.event.TaskEvent;
import dev.corral.internal.platform.SystemBackend;
import dev.corral.monitor.Counts;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything at once in real time on real threads, and then the counters. Runs for two
 * seconds; for minutes with, for instance, {@code -Dcorral.stress=PT5M}.
 */
class StressTests {

	private static final Duration LENGTH = Duration.parse(System.getProperty("corral.stress", "PT2S"));

	private static final int LAUNCHERS = 3;

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

	private final AtomicLong started = new AtomicLong();

	private final AtomicLong ended = new AtomicLong();

	private final AtomicLong recorded = new AtomicLong();

	/** Exceptions that are part of the contract. */
	private final AtomicLong expected = new AtomicLong();

	private final AtomicLong handled = new AtomicLong();

	private final AtomicReference<@Nullable Throwable> unexpected = new AtomicReference<>();

	private final Corral corral = Corral.create(CorralConfig.defaults()
		.withMaxLive(200)
		.withOnFull(OnFull.WAIT)
		.withMaxWait(Duration.ofMillis(20))
		.withCancelGrace(Duration.ofMillis(50))
		.withLeakAfter(Duration.ofMillis(20))
		.withCheckInterval(Duration.ofMillis(10))
		.withShutdownTimeout(Duration.ofSeconds(30))
		.withTaskSettings(Map.of("few", TaskSettings.none().withMaxLive(5)))
		.withListeners(List.of(this::hear))
		.withRecoveryHandlers(List.of((panic) -> this.handled.incrementAndGet())));

	private void hear(TaskEvent event) {
		if (event instanceof TaskEvent.Started) {
			this.started.incrementAndGet();
		}
		else if (event instanceof TaskEvent.Ended) {
			this.ended.incrementAndGet();
		}
	}

	// Thousands of panics a second would fill the disk
	@BeforeEach
	void hushTheLog() {
		this.logger.setLevel(Level.OFF);
	}

	@AfterEach
	void letItSpeak() {
		this.logger.setLevel(null);
	}

	@Test
	void countersBalanceAndNothingIsLeftAfterEverythingAtOnce() throws Exception {
		this.corral.monitor().recordDurations((name, outcome, nanos) -> this.recorded.incrementAndGet());
		long end = SystemBackend.INSTANCE.nanoTime() + LENGTH.toNanos();
		List<Thread> launchers = new ArrayList<>();
		for (int i = 0; i < LAUNCHERS; i++) {
			RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(i);
			launchers.add(Thread.ofPlatform().daemon().start(() -> {
				while (SystemBackend.INSTANCE.nanoTime() - end < 0) {
					doSomething(random);
				}
			}));
		}
		for (Thread launcher : launchers) {
			launcher.join();
		}
		this.corral.close();
		assertThat(this.unexpected.get()).isNull();
		assertBalanced(this.corral.counts());
		System.out.printf("stressed for %s: %s, %s expected exceptions%n", LENGTH, this.corral.counts(), this.expected);
	}

	private void assertBalanced(Counts counts) {
		Engine.until(() -> this.recorded.get() == counts.settled());
		assertThat(counts.launched()).isPositive().isEqualTo(counts.settled());
		assertThat(counts.live() + counts.queued() + counts.ending() + counts.leaked()).isZero();
		assertThat(this.ended).hasValue(this.started.get());
		assertThat(this.handled).hasValue(counts.panicked());
		assertThat(Parts.of(this.corral).admission().all().taken()).isZero();
		assertThat(this.corral.monitor().launchesWaiting()).isZero();
		assertThat(this.corral.monitor().openScopes()).isZero();
		assertThat(Parts.of(this.corral).deadlines().size()).isZero();
		Parts.of(this.corral).registry().limiters((limiter) -> assertThat(limiter.taken()).isZero());
	}

	private void doSomething(RandomGenerator random) {
		try {
			switch (random.nextInt(9)) {
				case 0 -> this.corral.launch("short", Thread::yield);
				case 1 -> this.corral.launch("few", Thread::yield);
				case 2 -> this.corral.launch("panics", StressTests::panic);
				case 3 -> this.corral.task("times-out")
					.timeout(Duration.ofNanos(1 + random.nextInt(1_000_000)))
					.launch(StressTests::block);
				case 4 -> this.corral.launch("cancelled", StressTests::block).cancel("not needed");
				case 5 -> this.corral.task("restarts")
					.restart(RestartPolicy.onPanic(2, Duration.ofSeconds(1))
						.backoff(Duration.ofMillis(1), Duration.ofMillis(2))
						.attemptTimeout(Duration.ofMillis(1)))
					.launch(random.nextBoolean() ? StressTests::panic : StressTests::block);
				case 6 -> useScope(random);
				case 7 -> useExecutor();
				default -> this.corral.launch("opens", () -> useScope(random.nextInt(4), random.nextBoolean()));
			}
		}
		catch (RejectedExecutionException ex) {
			this.expected.incrementAndGet();
		}
		catch (Throwable ex) {
			this.unexpected.compareAndSet(null, ex);
		}
	}

	private void useScope(RandomGenerator random) throws InterruptedException {
		useScope(random.nextInt(4), random.nextBoolean());
	}

	private void useScope(int kind, boolean cancel) throws InterruptedException {
		ScopeConfig config = (kind == 0) ? ScopeConfig.supervise().limit(2) : ScopeConfig.failFast();
		try (CancellationScope scope = this.corral.openScope("scope",
				config.timeout(Duration.ofMillis(1 + kind)).detached())) {
			scope.launch("in-scope", Thread::yield);
			scope.launch("in-scope", (kind == 1) ? StressTests::panic : Thread::yield);
			scope.openScope("below").launch("below", StressTests::block);
			if (cancel) {
				scope.cancel("not needed");
			}
			scope.join();
		}
		catch (CompletionException | CancellationException ex) {
			this.expected.incrementAndGet();
		}
	}

	private void useExecutor() throws InterruptedException, ExecutionException {
		try (ExecutorService executor = this.corral.openExecutor("executor")) {
			Callable<Integer> endless = () -> {
				block();
				return 1;
			};
			executor.invokeAny(List.of(endless, () -> 2), 10, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			this.expected.incrementAndGet();
		}
	}

	private static void panic() {
		throw new IllegalStateException("planted");
	}

	private static void block() throws InterruptedException {
		new CountDownLatch(1).await();
	}

}
