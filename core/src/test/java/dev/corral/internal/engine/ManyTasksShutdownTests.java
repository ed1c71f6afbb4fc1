package dev.corral.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.TaskBody;
import dev.corral.internal.platform.SystemBackend;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.monitor.Counts;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** A launcher with many tasks closes in its time and names each that does not end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyTasksShutdownTests {

	private static final int TASKS = 10_000;

	private static final int DEAF = 100;

	private static final int ROUNDS = 20;

	private static final int LAUNCHERS = 4;

	private static final Pattern NAMED = Pattern.compile("\"(deaf-\\d+)\"");

	private static final Duration SHUTDOWN = Duration.ofSeconds(1);

	private static final Duration GRACE = Duration.ofSeconds(1);

	private static final CorralConfig CONFIG = CorralConfig.defaults()
		.withMaxLive(0)
		.withShutdownTimeout(SHUTDOWN)
		.withCancelGrace(GRACE);

	private final CountDownLatch release = new CountDownLatch(1);

	private void launchAll(Corral corral) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(TASKS);
		for (int i = 0; i < TASKS - DEAF; i++) {
			corral.launch("polite", () -> {
				begun.countDown();
				new CountDownLatch(1).await();
			});
		}
		for (int i = 0; i < DEAF; i++) {
			corral.launch("deaf-" + i, () -> {
				begun.countDown();
				ignoreInterrupts();
			});
		}
		begun.await();
	}

	private void ignoreInterrupts() {
		boolean released = false;
		while (!released) {
			try {
				this.release.await();
				released = true;
			}
			catch (InterruptedException ex) {
				// Nothing moves it
			}
		}
	}

	private static void assertNamesTheDeaf(LogOfCorral log) {
		Set<String> named = new HashSet<>();
		for (String line : log.messages(Level.WARN)) {
			Matcher matcher = NAMED.matcher(line);
			while (matcher.find()) {
				named.add(matcher.group(1));
			}
		}
		assertThat(named).hasSize(DEAF);
	}

	@Test
	void closeReturnsAfterShutdownTimeoutAndGraceAndNamesThoseThatAreLeft() throws Exception {
		FakeBackend time = new FakeBackend();
		Corral corral = DefaultCorral.create(CONFIG, time);
		launchAll(corral);
		try (LogOfCorral log = new LogOfCorral()) {
			long begun = time.nanoTime();
			Thread closer = Thread.ofPlatform().daemon().start(corral::close);
			time.untilParked(closer);
			time.advance(SHUTDOWN);
			Engine.until(() -> corral.counts().live() == DEAF);
			time.untilParked(closer);
			time.advance(GRACE);
			closer.join();
			assertThat(time.nanoTime() - begun).isEqualTo(SHUTDOWN.plus(GRACE).toNanos());
			assertNamesTheDeaf(log);
		}
		finally {
			this.release.countDown();
		}
	}

	@Test
	void closeReturnsInRealTimeToo() throws Exception {
		Corral corral = Corral.create(CONFIG);
		launchAll(corral);
		try (LogOfCorral log = new LogOfCorral()) {
			long begun = SystemBackend.INSTANCE.nanoTime();
			corral.close();
			System.out.printf("closed in %d ms, shutdown timeout and grace are %d ms%n",
					(SystemBackend.INSTANCE.nanoTime() - begun) / 1_000_000, SHUTDOWN.plus(GRACE).toMillis());
			// On a busy machine, others are on their way out for longer than the grace
			assertThat(log.messages(Level.WARN)).anySatisfy((line) -> assertThat(line).contains(" are left behind; "));
			Engine.until(() -> corral.counts().live() == DEAF);
		}
		finally {
			this.release.countDown();
		}
	}

	@Test
	void whatLaunchesThatRaceACloseHaveStartedHasEndedWhenItReturns() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			Corral corral = Corral.create();
			AtomicInteger bodies = new AtomicInteger();
			CountDownLatch begun = new CountDownLatch(LAUNCHERS);
			List<Thread> storm = new ArrayList<>();
			for (int i = 0; i < LAUNCHERS; i++) {
				storm.add(Thread.ofPlatform().daemon().start(() -> {
					begun.countDown();
					launchUntilRefused(corral, bodies::incrementAndGet);
				}));
			}
			begun.await();
			corral.close();
			long settled = corral.counts().settled();
			int ran = bodies.get();
			for (Thread thread : storm) {
				thread.join();
			}
			Counts counts = corral.counts();
			assertThat(bodies).hasValue(ran);
			// A launch that found the launcher open ends its task itself
			assertThat(counts.launched() - settled).isBetween(0L, (long) LAUNCHERS);
			Engine.until(() -> corral.counts().settled() == counts.launched());
		}
	}

	private static void launchUntilRefused(Corral corral, TaskBody body) {
		try {
			while (true) {
				corral.launch("storm", body);
			}
		}
		catch (RejectedExecutionException ex) {
			// The launcher closes
		}
	}

}
