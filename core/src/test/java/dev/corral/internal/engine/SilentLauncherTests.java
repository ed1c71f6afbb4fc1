package dev.corral.internal.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher that warms up logs nothing, whatever the level. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentLauncherTests {

	private static final Duration DAY = Duration.ofDays(1);

	@Test
	void tasksOfTheWarmUpAreNotInTheLog() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");
		logger.setLevel(Level.TRACE);
		try (LogOfCorral log = new LogOfCorral()) {
			CorralParts parts = new CorralParts(CorralConfig.defaults(), new FakeBackend());
			parts.callbacks().logNothing();
			try (DefaultCorral corral = new DefaultCorral(parts)) {
				CountDownLatch begun = new CountDownLatch(1);
				Task<?> polite = corral.launch("polite", () -> {
					begun.countDown();
					new CountDownLatch(1).await();
				});
				begun.await();
				polite.cancel("enough");
				assertThat(polite.awaitSettled(DAY)).isTrue();
				for (Task<?> failing : List.of(corral.launch("fails", SilentLauncherTests::fail),
						corral.task("fails").expects(IllegalStateException.class).launch(SilentLauncherTests::fail))) {
					assertThat(failing.awaitSettled(DAY)).isTrue();
				}
			}
			for (Level level : List.of(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR)) {
				assertThat(log.messages(level)).isEmpty();
			}
		}
		finally {
			logger.setLevel(null);
		}
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

}
