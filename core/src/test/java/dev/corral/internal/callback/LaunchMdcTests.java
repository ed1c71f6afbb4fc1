package dev.corral.internal.callback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import dev.corral.CancellationScope;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines about a task have the MDC of its launch, whichever thread writes them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchMdcTests {

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine((config) -> config.withCancelGrace(Engine.SECOND));

	// By the test's own thread
	private static void bind() {
		MDC.put("order", "42");
	}

	@AfterEach
	void end() {
		this.engine.close();
		this.log.close();
	}

	private void assertLine(Level level, String part, String logger) throws InterruptedException {
		this.engine.time.awaitQuiet();
		List<ILoggingEvent> lines = this.log.events(level)
			.stream()
			.filter((event) -> event.getFormattedMessage().contains(part))
			.toList();
		assertThat(lines).as("lines with '%s'", part).singleElement().satisfies((line) -> {
			assertThat(line.getMDCPropertyMap()).isEqualTo(Map.of("order", "42"));
			assertThat(line.getLoggerName()).isEqualTo(logger);
		});
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

	@Test
	void panicAndRestart() throws Exception {
		bind();
		Task<?> task = this.engine.corral.task("failing")
			.restart(RestartPolicy.onPanic(1, Duration.ofDays(10_000)))
			.launch(LaunchMdcTests::fail);
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return task.isDone();
		});
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertLine(Level.ERROR, "panicked in attempt 2", "dev.corral.panic");
		assertLine(Level.INFO, "before attempt 2", "dev.corral.panic");
	}

	@Test
	void timeout() throws Exception {
		bind();
		Task<?> task = this.engine.running(this.engine.corral.task("slow").timeout(Engine.SECOND),
				() -> new CountDownLatch(1).await());
		this.engine.time.advance(Engine.SECOND);
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertLine(Level.INFO, "\"slow\" timed out", "dev.corral.timeout");
	}

	@Test
	void timeoutOfAScope() throws Exception {
		bind();
		try (CancellationScope scope = this.engine.corral.openScope("brief",
				ScopeConfig.supervise().timeout(Engine.SECOND))) {
			this.engine.running(scope.task("slow"), () -> new CountDownLatch(1).await());
			this.engine.time.advance(Engine.SECOND);
			assertLine(Level.INFO, "Scope root/brief timed out", "dev.corral.timeout");
		}
	}

	@Test
	void leakAndItsEnd() throws Exception {
		bind();
		CountDownLatch on = new CountDownLatch(1);
		this.engine.running("stuck", () -> {
			on.await();
			new CountDownLatch(1).await();
		});
		this.engine.time.advance(Duration.ofMinutes(11));
		assertLine(Level.WARN, "\"stuck\" is stuck", "dev.corral.leak");
		on.countDown();
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Duration.ofSeconds(10));
			return this.engine.corral.counts().leaked() == 0;
		});
		assertLine(Level.INFO, "\"stuck\" has moved on", "dev.corral.leak");
	}

	@Test
	void cancelById() throws Exception {
		bind();
		Task<?> task = this.engine.running("polite", () -> new CountDownLatch(1).await());
		this.engine.corral.monitor().cancel(task.id(), "enough");
		assertLine(Level.INFO, "was cancelled by its id", "dev.corral.lifecycle");
	}

	@Test
	void retryPredicateThatFails() throws Exception {
		bind();
		Task<?> task = this.engine.corral.task("failing").restart(RestartPolicy.forever().retryIf((panic) -> {
			throw new IllegalStateException("of the predicate");
		})).launch(LaunchMdcTests::fail);
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertLine(Level.ERROR, "retry predicate", "dev.corral.panic");
	}

	@Test
	void handlerOfLateValuesThatFails() throws Exception {
		bind();
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = this.engine.corral.task("late").call(() -> {
			begun.countDown();
			this.engine.hold();
			return "value";
		}, (value) -> fail());
		begun.await();
		task.cancel("enough");
		this.engine.release.countDown();
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		this.engine.time.awaitQuiet();
		assertLine(Level.ERROR, "late-value handler", "dev.corral");
	}

	@Test
	void entryThatTheBodyHasChangedCounts() throws Exception {
		bind();
		Task<?> task = this.engine.corral.launch("failing", () -> {
			MDC.put("order", "43");
			fail();
		});
		assertThat(task.awaitSettled(Duration.ofDays(1))).isTrue();
		assertThat(this.log.events(Level.ERROR)).singleElement()
			.satisfies((line) -> assertThat(line.getMDCPropertyMap()).isEqualTo(Map.of("order", "43")));
	}

	@Test
	void threadKeepsItsOwnContext() {
		bind();
		LogLine line = new LogLine(org.slf4j.event.Level.INFO, "planted").withMdc(Map.of("order", "1", "user", "2"));
		line.run();
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("order", "42"));
		MDC.clear();
		line.run();
		assertThat(LaunchMdc.capture()).isNull();
		assertThat(this.log.events(Level.INFO)).extracting(ILoggingEvent::getMDCPropertyMap)
			.containsExactly(Map.of("order", "42", "user", "2"), Map.of("order", "1", "user", "2"));
	}

}
