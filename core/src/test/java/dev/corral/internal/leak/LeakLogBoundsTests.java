package dev.corral.internal.leak;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.corral.internal.platform.Guarded;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However many kinds leak, and whatever appenders do: few lines, and every leak in one.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeakLogBoundsTests {

	private static final Duration TICK = Duration.ofNanos(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

	/** Comes before the one that tests read. */
	private final HostileAppender appender = new HostileAppender();

	private final LeakLines leaks = new LeakLines();

	@AfterEach
	void close() {
		this.appender.detach();
		this.leaks.close();
	}

	@Test
	void twentyLinesAreWrittenAtOnceThenOneEveryThreeSeconds() {
		this.leaks.addKinds("kind-", 100);
		assertThat(this.leaks.newLines()).hasSize(20);
		this.leaks.after(THREE_SECONDS.minus(TICK));
		assertThat(this.leaks.newLines()).isEmpty();
		this.leaks.after(TICK);
		assertThat(this.leaks.newLines()).singleElement().asString().startsWith("Task 21 \"kind-20\"");
		this.leaks.after(THREE_SECONDS.multipliedBy(4));
		assertThat(this.leaks.newLines()).hasSize(4);
	}

	@Test
	void noMoreThanTwentyLinesAreSavedUp() {
		this.leaks.after(Duration.ofDays(30));
		this.leaks.addKinds("kind-", 100);
		assertThat(this.leaks.newLines()).hasSize(20);
	}

	@Test
	void lineThatWaitsToBeWrittenIsPaidOnce() {
		this.leaks.addKinds("kind-", 10);
		for (int i = 0; i < 5; i++) {
			assertThat(this.leaks.log.tryRequestRun()).isEqualTo(i == 0);
		}
		this.leaks.log.run();
		this.leaks.addKinds("new-", 20);
		assertThat(this.leaks.newLines()).hasSize(10);
	}

	@Test
	void shortLinesAreOnTheBudgetToo() {
		for (int i = 0; i < 5; i++) {
			this.leaks.addKinds("kind-", 30);
			this.leaks.after(MINUTE.multipliedBy(60));
			assertThat(this.leaks.newLines()).hasSize(20);
			this.leaks.after(MINUTE);
			assertThat(this.leaks.newLines()).hasSize(10);
		}
	}

	@Test
	void whoIsOffTheBudgetComesBeforeWhoWasReported() {
		this.leaks.addKinds("kind-", 30);
		assertThat(this.leaks.newLines()).hasSize(20);
		this.leaks.after(MINUTE);
		this.leaks.addKinds("kind-", 20);
		List<String> lines = this.leaks.newLines();
		assertThat(lines).hasSize(20);
		assertThat(lines.subList(0, 10)).allMatch((line) -> line.contains("\tat "));
		assertThat(lines.subList(10, 20)).allMatch((line) -> line.contains(", like others before, "));
	}

	@Test
	void kindsThatFindNoPlaceAreCountedTogether() {
		this.leaks.addKinds("kind-", 1000);
		List<String> lines = this.leaks.newLines();
		assertThat(lines).hasSize(21)
			.last()
			.isEqualTo("Task 257 \"kind-256\" is stuck, launched by com.acme.Checkout.pay(Checkout.java:88); "
					+ "with it 744 tasks have leaked, of too many kinds for a line each");
		this.leaks.after(Duration.ofHours(1));
		this.leaks.closeLog();
		assertThat(LeakLines.sum(this.leaks.lines())).isEqualTo(1000);
	}

	@Test
	void pausesOfKindsThatFindNoPlaceGetLongerToo() {
		this.leaks.addKinds("kind-", 257);
		assertThat(newLines("too many kinds")).singleElement()
			.asString()
			.contains("; with it 1 task has leaked, of too many kinds");
		for (int minutes : new int[] { 1, 2, 4 }) {
			this.leaks.addKinds("kind-", 256);
			this.leaks.addKinds("new-", 3);
			this.leaks.after(Duration.ofMinutes(minutes).minus(TICK));
			assertThat(newLines("too many kinds")).isEmpty();
			this.leaks.after(TICK);
			assertThat(newLines("too many kinds")).singleElement()
				.asString()
				.contains("; with it 3 tasks have leaked, of");
		}
	}

	@Test
	void pauseKeepsAPlaceUntilItsVeryEnd() {
		this.leaks.addKinds("kind-", 256);
		this.leaks.closeLog();
		this.leaks.after(MINUTE.minus(TICK));
		this.leaks.add("early");
		this.leaks.after(TICK);
		this.leaks.add("late");
		assertThat(this.leaks.newLines()).satisfiesExactly((line) -> assertThat(line).startsWith("Task 258 \"late\""),
				(line) -> assertThat(line).contains("; with it 1 task has leaked, of too many kinds")
					.contains("\"early\""));
	}

	@Test
	void kindWithSomethingToTellKeepsItsPlace() {
		fillAndTellAll();
		this.leaks.addKinds("kind-", 256);
		this.leaks.after(MINUTE.multipliedBy(2));
		this.leaks.add("newcomer");
		assertThat(newLines("\"newcomer\"")).singleElement().asString().contains("too many kinds");
	}

	@Test
	void kindReportedLongestAgoGivesItsPlace() {
		fillAndTellAll();
		this.leaks.after(MINUTE.multipliedBy(2));
		this.leaks.add("kind-0");
		assertThat(newLines("\"kind-0\"")).singleElement().asString().contains(", like others before, ");
		this.leaks.after(MINUTE.multipliedBy(2));
		this.leaks.addKinds("new-", 255);
		this.leaks.closeLog();
		this.leaks.add("kind-0");
		assertThat(newLines("\"kind-0\"")).as("still known")
			.singleElement()
			.asString()
			.contains(", like others before, ");
	}

	@Test
	void rotatingKindsAreFewLinesAndAllCounted() {
		List<LeakReason> reasons = List.of(LeakReason.values());
		int seconds = 7200;
		for (int i = 0; i < seconds; i++) {
			LaunchSite site = new LaunchSite("com.acme.Generated" + i % 600, "run", "", -1);
			this.leaks.add("job-" + i % 6, reasons.get(i % 3), site);
			this.leaks.newLines();
			this.leaks.after(Duration.ofSeconds(1));
		}
		assertThat(this.leaks.lines()).hasSizeBetween(seconds / 3, 20 + seconds / 3 + 20);
		this.leaks.closeLog();
		assertThat(this.leaks.lines()).hasSizeLessThan(20 + seconds / 3 + 20 + 257);
		assertThat(LeakLines.sum(this.leaks.lines())).isEqualTo(seconds);
	}

	@Test
	void lineThatAnAppenderFailsIsNotTakenAsReported() {
		this.appender.planted = () -> {
			this.leaks.add("x");
			throw new StackOverflowError("planted");
		};
		this.leaks.add("x", 3);
		assertThat(this.leaks.log.tryRequestRun()).isTrue();
		this.leaks.log.run();
		this.appender.planted = Guarded::nothing;
		this.leaks.after(MINUTE.minus(TICK));
		assertThat(this.leaks.newLines()).as("its pause runs").isEmpty();
		this.leaks.after(TICK);
		assertThat(this.leaks.newLines()).singleElement()
			.asString()
			.startsWith("Task 1 \"x\" and 3 more are stuck")
			.contains("\tat ");
	}

	@Test
	void appenderThatHoldsAThreadHoldsOneLine() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.leaks.addKinds("kind-", 10);
		assertThat(this.leaks.log.tryRequestRun()).isTrue();
		this.appender.planted = () -> {
			this.appender.planted = Guarded::nothing;
			held.countDown();
			awaitQuietly(release);
		};
		Thread holder = Thread.ofPlatform().start(this.leaks.log);
		held.await();
		assertThat(this.leaks.newLines()).as("the others").hasSize(9);
		release.countDown();
		holder.join();
		assertThat(LeakLines.sum(this.leaks.lines())).isEqualTo(10);
	}

	@Test
	void runIsAskedForOnceUntilItBegins() {
		assertThat(this.leaks.log.tryRequestRun()).as("nothing to report").isFalse();
		this.leaks.add("x");
		assertThat(this.leaks.log.tryRequestRun()).isTrue();
		this.leaks.add("y");
		assertThat(this.leaks.log.tryRequestRun()).as("on its way").isFalse();
		this.leaks.log.run();
		assertThat(this.leaks.lines()).hasSize(2);
		assertThat(this.leaks.log.tryRequestRun()).as("all is reported").isFalse();
	}

	@Test
	void closeLeavesNothingToARunThatComesLate() {
		this.leaks.add("x");
		assertThat(this.leaks.log.tryRequestRun()).isTrue();
		this.leaks.closeLog();
		assertThat(this.leaks.lines()).hasSize(1);
		this.leaks.log.run();
		assertThat(this.leaks.lines()).as("the run that comes late").hasSize(1);
	}

	// 256 kinds, none of which waits
	private void fillAndTellAll() {
		this.leaks.addKinds("kind-", 256);
		for (int i = 0; i < 12; i++) {
			this.leaks.newLines();
			this.leaks.after(MINUTE);
		}
		this.leaks.newLines();
		assertThat(this.leaks.lines()).hasSize(256);
	}

	private List<String> newLines(String part) {
		return this.leaks.newLines().stream().filter((line) -> line.contains(part)).toList();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Runs what is planted at each line. */
	private static final class HostileAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

		private volatile Runnable planted = Guarded::nothing;

		private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

		private HostileAppender() {
			start();
			this.logger.addAppender(this);
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.planted.run();
		}

		private void detach() {
			this.logger.detachAppender(this);
		}

	}

}
