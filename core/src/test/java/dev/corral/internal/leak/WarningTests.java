package dev.corral.internal.leak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.Lineage;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WarningTests {

	private final LogOfCorral log = new LogOfCorral();

	private final AtomicBoolean spinning = new AtomicBoolean(true);

	@AfterEach
	void endListening() {
		this.spinning.set(false);
		this.log.close();
	}

	@Test
	void asManyRunawaysAsCarriersAreOneErrorNamingThem() throws Exception {
		int carriers = Runtime.getRuntime().availableProcessors();
		try (Engine engine = new Engine((config) -> config.withLeakAfter(Duration.ofSeconds(10)))) {
			engine.time.faults().failCallThreads(true);
			for (int i = 0; i < carriers; i++) {
				engine.running("spin", this::spin);
			}
			engine.time.advance(Duration.ofSeconds(60));
			this.spinning.set(false);
		}
		assertThat(this.log.messages(Level.ERROR)).singleElement()
			.asString()
			.contains("\"spin\"", "onPlatformThread()");
	}

	@Test
	void tasksQueuedForLongAreOneWarningWithWhatHoldsTheCarriers() throws Exception {
		int carriers = Runtime.getRuntime().availableProcessors();
		try (Engine engine = new Engine()) {
			engine.time.faults().failCallThreads(true);
			for (int i = 0; i < carriers; i++) {
				engine.running("spin", this::spin);
			}
			engine.corral.launch("starved", () -> {
			});
			engine.time.advance(Duration.ofSeconds(60));
			this.spinning.set(false);
		}
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("queued", "\"spin\"", "spin(");
	}

	@Test
	void stepOfTheWatcherThatFailsIsAnErrorAndIsRetried() throws Exception {
		AtomicBoolean failing = new AtomicBoolean(true);
		FakeBackend time = new FakeBackend();
		Backend outside = new DelegatingBackend(time) {
			@Override
			public StackTraceElement[] stackOf(Thread thread) {
				if (failing.get()) {
					throw new OutOfMemoryError("planted");
				}
				return super.stackOf(thread);
			}
		};
		CorralConfig config = CorralConfig.defaults().withLeakAfter(Engine.SECOND).withShutdownTimeout(Duration.ZERO);
		try (Corral corral = DefaultCorral.create(config, outside)) {
			CountDownLatch begun = new CountDownLatch(1);
			corral.launch("forgotten", () -> {
				begun.countDown();
				new CountDownLatch(1).await();
			});
			begun.await();
			time.advance(config.checkInterval());
			assertThat(this.log.events(Level.ERROR)).singleElement().satisfies((line) -> {
				assertThat(line.getFormattedMessage()).isEqualTo("A step of the leak watcher failed; "
						+ "it is retried after a check interval (corral.leak.check-interval)");
				assertThat(line.getThrowableProxy().getMessage()).isEqualTo("planted");
			});
			failing.set(false);
			time.advance(config.checkInterval().multipliedBy(3));
			assertThat(corral.monitor().counts("forgotten").leaked()).isEqualTo(1);
			assertThat(this.log.events(Level.ERROR)).hasSize(1);
		}
	}

	@Test
	void equalLeaksOfOneLookAreOneLine() throws Exception {
		try (Engine engine = new Engine()) {
			for (int i = 0; i < 100; i++) {
				engine.running("forgotten", () -> new CountDownLatch(1).await());
			}
			engine.time.advance(Duration.ofMinutes(11));
		}
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("and 99 more are stuck", "await(");
	}

	@Test
	void whatTheLogHeldBackIsReportedAtTheClose() throws Exception {
		try (Engine engine = new Engine()) {
			for (int i = 0; i < 2; i++) {
				engine.running("forgotten", () -> new CountDownLatch(1).await());
				engine.time.advance(Duration.ofSeconds(30));
			}
			engine.time.advance(Duration.ofMinutes(10));
			assertThat(engine.corral.monitor().counts("forgotten").leaked()).isEqualTo(2);
			assertThat(this.log.messages(Level.WARN)).singleElement().asString().startsWith("Task 1 ");
		}
		assertThat(this.log.messages(Level.WARN)).hasSize(2)
			.last(InstanceOfAssertFactories.STRING)
			.startsWith("Task 2 \"forgotten\" was stuck waiting for ")
			.contains(", like others before, ");
	}

	@Test
	void leakIsLoggedAlthoughCallbacksBlockAndListenersDropEvents() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Engine engine = new Engine((config) -> config.withLeakAfter(Engine.SECOND))) {
			CallbackExecutor callbacks = Parts.of(engine.corral).callbacks();
			for (int i = 0; i <= 40; i++) {
				callbacks.execute(() -> awaitQuietly(release));
			}
			for (int i = 0; i < 20_000; i++) {
				callbacks.prepareEvent(() -> awaitQuietly(release));
			}
			callbacks.runEvents();
			engine.running("forgotten", () -> new CountDownLatch(1).await());
			Engine.until(() -> {
				engine.time.advanceWithoutWaiting(Duration.ofSeconds(10));
				return engine.corral.monitor().counts("forgotten").leaked() == 1;
			});
			release.countDown();
			engine.time.awaitQuiet();
			assertThat(this.log.messages(Level.WARN)).anyMatch((line) -> line.contains(" events were dropped"))
				.anyMatch((line) -> line.startsWith("Task 1 \"forgotten\" is stuck"));
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void lineageKeepsSixteenAncestorsAndCountsTheRest() {
		Lineage lineage = null;
		for (int i = 1; i <= 40; i++) {
			lineage = Lineage.of(i, "task", LaunchSite.UNKNOWN, lineage);
		}
		assertThat(lineage).isNotNull();
		assertThat(lineage.lines()).hasSize(17).last().isEqualTo("24 more");
		assertThat(lineage.id()).isEqualTo(40);
	}

	private void spin() {
		while (this.spinning.get()) {
			Thread.onSpinWait();
		}
	}

}
