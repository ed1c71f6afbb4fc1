package dev.corral.internal.callback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.monitor.RecentPanic;
import dev.corral.testing.Deaf;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A panic leaves its line, whatever its throwable does to the logger. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PanicLineTests {

	private final ThrowableKinds kinds = new ThrowableKinds();

	@Test
	void thereAreManyKinds() {
		assertThat(this.kinds.all).hasSizeGreaterThan(60);
	}

	@ParameterizedTest
	@ValueSource(strings = { "%level %msg%n%ex", "%level %msg%n%rEx", "json" })
	void everyThrowableLeavesItsLineInLogback(String layout) throws Exception {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");
		appender.setContext(logger.getLoggerContext());
		appender.setEncoder(encoder(layout, logger));
		appender.setOutputStream(output);
		appender.start();
		logger.addAppender(appender);
		try {
			launchAll(this.kinds);
		}
		finally {
			logger.detachAppender(appender);
			appender.stop();
		}
		assertThat(missing(output.toString(StandardCharsets.UTF_8), this.kinds)).isEmpty();
	}

	private static Encoder<ILoggingEvent> encoder(String layout, Logger logger) {
		JsonEncoder json = new JsonEncoder();
		json.setWithFormattedMessage(true);
		Encoder<ILoggingEvent> encoder = json;
		if (!layout.equals("json")) {
			PatternLayoutEncoder pattern = new PatternLayoutEncoder();
			pattern.setPattern(layout);
			encoder = pattern;
		}
		encoder.setContext(logger.getLoggerContext());
		encoder.start();
		return encoder;
	}

	@Test
	void everyThrowableLeavesItsLineInLog4j(@TempDir Path directory) throws Exception {
		Path output = directory.resolve("log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider",
				"-Dlog4j2.configurationFile=log4j2-panics.xml", "-Dlog4j2.statusLoggerLevel=OFF",
				PanicsInAProgram.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String log = Files.readString(output);
		assertThat(log).contains("on org.apache.logging.slf4j");
		assertThat(missing(log, this.kinds)).isEmpty();
	}

	@Test
	void lineThatIsNotWrittenInTimeIsWrittenByAnotherThread() throws Exception {
		try (LogOfCorral log = new LogOfCorral();
				Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			try {
				Supplier<Throwable> thrown = Objects.requireNonNull(this.kinds.all.get("blocking-GET_MESSAGE"));
				engine.corral.launch("hostile", () -> sneak(thrown.get()));
				Engine.until(() -> engine.corral.counts().panicked() == 1);
				Engine.until(() -> {
					engine.time.advanceWithoutWaiting(Engine.SECOND);
					return !log.messages(Level.ERROR).isEmpty();
				});
				assertThat(log.messages(Level.ERROR)).singleElement()
					.asString()
					.contains("\"hostile\" panicked after ")
					.endsWith("$Hostile, of which a method or a log appender has not returned");
				assertThat(engine.corral.monitor().recentPanics()).singleElement()
					.satisfies((panic) -> assertThat(panic.message()).isEqualTo("its text was not read in time"));
			}
			finally {
				this.kinds.release.countDown();
			}
		}
	}

	@Test
	void latePanicWhoseCauseBlocksLeavesItsLine() throws Exception {
		try (LogOfCorral log = new LogOfCorral();
				Engine engine = new Engine((config) -> config.withCheckInterval(Engine.SECOND))) {
			try {
				Supplier<Throwable> thrown = Objects.requireNonNull(this.kinds.all.get("blocking-GET_CAUSE"));
				Task<?> task = engine.running("hostile", () -> {
					Engine.swallowInterrupt();
					sneak(thrown.get());
				});
				task.cancel("enough");
				Engine.until(() -> engine.corral.counts().panicked() == 1);
				Engine.until(() -> {
					engine.time.advanceWithoutWaiting(Engine.SECOND);
					return log.messages(Level.ERROR).stream().anyMatch((line) -> line.contains("panicked late"));
				});
				assertThat(engine.corral.monitor().recentPanics()).singleElement().matches(RecentPanic::late);
			}
			finally {
				this.kinds.release.countDown();
			}
		}
	}

	@Test
	void panicWhoseCauseBlocksIsTheOutcomeWhateverTheTaskHasJoinedOrExpects() {
		try (Engine engine = new Engine()) {
			try {
				Supplier<Throwable> thrown = Objects.requireNonNull(this.kinds.all.get("blocking-GET_CAUSE"));
				Task<?> joining = engine.corral.launch("joining", () -> {
					try {
						engine.corral.launch("child", () -> sneak(new IllegalStateException("planted"))).join();
					}
					catch (CompletionException ex) {
						// Another failure follows
					}
					sneak(thrown.get());
				});
				assertThatExceptionOfType(CompletionException.class).isThrownBy(joining::join);
				Task<?> expecting = engine.corral.task("expecting")
					.expects(IllegalStateException.class)
					.launch(() -> sneak(new CompletionException("planted", null) {

						@Override
						@SuppressWarnings("UnsynchronizedOverridesSynchronized")
						public Throwable getCause() {
							Deaf.await(PanicLineTests.this.kinds.release);
							return new IllegalStateException("planted");
						}

					}));
				assertThatExceptionOfType(CompletionException.class).isThrownBy(expecting::join);
			}
			finally {
				this.kinds.release.countDown();
			}
		}
	}

	@Test
	void lineIsWrittenWithTheClassAloneWhenTheLoggerFailsOnAllElse() throws Exception {
		ListAppender<ILoggingEvent> picky = new ListAppender<>() {

			@Override
			@SuppressWarnings("UnsynchronizedOverridesSynchronized")
			public void doAppend(ILoggingEvent event) {
				if (event.getThrowableProxy() != null) {
					throw new IllegalStateException("no throwables here");
				}
				super.doAppend(event);
			}

		};
		Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");
		picky.start();
		logger.addAppender(picky);
		try (Engine engine = new Engine()) {
			engine.corral.launch("plain", () -> sneak(new IllegalStateException("planted")));
			Engine.until(() -> engine.corral.counts().settled() == 1);
		}
		finally {
			logger.detachAppender(picky);
		}
		assertThat(picky.list).extracting(ILoggingEvent::getFormattedMessage)
			.singleElement()
			.asString()
			.contains("\"plain\" panicked")
			.endsWith(": java.lang.IllegalStateException");
	}

	// 20 of the handler and the first one in full, and the count
	@Test
	void stormOfAHandlerIsFewLinesAndAllCounted() throws Exception {
		AtomicInteger left = new AtomicInteger(3_000);
		try (LogOfCorral log = new LogOfCorral()) {
			AtomicReference<Corral> corral = new AtomicReference<>();
			Engine engine = new Engine((config) -> config.withRecoveryHandlers(List.of((panic) -> {
				if (left.decrementAndGet() >= 0) {
					corral.get().launch("storm", () -> sneak(new IllegalStateException("planted")));
				}
			})));
			corral.set(engine.corral);
			engine.corral.launch("storm", () -> sneak(new IllegalStateException("planted")));
			Engine.until(() -> engine.corral.counts().settled() == 3_001);
			assertThat(engine.corral.counts().panicked()).isEqualTo(3_001);
			engine.close();
			assertThat(log.messages(Level.ERROR)).hasSize(22)
				.last()
				.asString()
				.contains("Tasks named \"storm\" panicked ", " times more", "IllegalStateException");
		}
	}

	// Those that block their thread are still there when the launcher closes
	static void launchAll(ThrowableKinds kinds) throws InterruptedException {
		Corral corral = Corral.create(CorralConfig.defaults()
			.withShutdownTimeout(Duration.ZERO)
			.withCancelGrace(Duration.ofMillis(200))
			.withCheckInterval(Duration.ofMillis(200))
			.withRecent(1000));
		for (var kind : kinds.all.entrySet()) {
			Supplier<Throwable> thrown = kind.getValue();
			corral.launch(kind.getKey(), () -> sneak(thrown.get()));
		}
		Engine.until(() -> corral.monitor().recentPanics().size() == kinds.all.size());
		corral.close();
		kinds.release.countDown();
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> void sneak(Throwable thrown) throws T {
		throw (T) thrown;
	}

	static List<String> missing(String log, ThrowableKinds kinds) {
		List<String> missing = new ArrayList<>(kinds.all.keySet());
		missing.removeIf(
				(name) -> log.contains(" \"" + name + "\" panicked") || log.contains(" \\\"" + name + "\\\" panicked"));
		return missing;
	}

}
