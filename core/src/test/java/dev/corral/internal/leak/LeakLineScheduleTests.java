package dev.corral.internal.leak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.internal.util.Frames;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Lineage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a line about leaks says, and when those of one kind are written. */
class LeakLineScheduleTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration TICK = Duration.ofNanos(1);

	private final LeakLines leaks = new LeakLines();

	@AfterEach
	void close() {
		this.leaks.close();
	}

	@Test
	void lineTellsReasonWaitLaunchSiteLineageAndStack() {
		Lineage lineage = Lineage.of(7, "checkout", new LaunchSite("A", "b", "A.java", 1), null);
		this.leaks.add("send-mail", LeakLines.leak(42, "send-mail", LeakReason.STUCK, LeakLines.SITE, lineage,
				"java.util.concurrent.CountDownLatch$Sync"));
		assertThat(this.leaks.newLines()).containsExactly("Task 42 \"send-mail\" is stuck waiting for "
				+ "java.util.concurrent.CountDownLatch$Sync, launched by com.acme.Checkout.pay(Checkout.java:88)"
				+ " in task 7 \"checkout\" launched by A.b(A.java:1); if it may take that long, use longRunning() or raise corral.leak.after"
				+ System.lineSeparator() + "\tat com.acme.Mailer.send(Mailer.java:42)");
	}

	@Test
	void lineAboutAVerdictThatHasEndedSaysWas() {
		this.leaks.log.add("x", LeakLines.leak(1, "x", LeakReason.STUCK, LeakLines.SITE, null, null), new LeakState());
		assertThat(this.leaks.newLines()).singleElement().asString().startsWith("Task 1 \"x\" was stuck, launched by ");
	}

	@Test
	void hundredEqualLeaksAreOneLine() {
		this.leaks.add("x", 100);
		assertThat(this.leaks.newLines()).singleElement().asString().startsWith("Task 1 \"x\" and 99 more are stuck");
	}

	@Test
	void equalLeaksThatComeLaterAreHeldBackEverLonger() {
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).hasSize(1);
		for (int minutes : new int[] { 1, 2, 4, 8, 16, 32, 60, 60 }) {
			this.leaks.add("x", 3);
			this.leaks.after(Duration.ofMinutes(minutes).minus(TICK));
			assertThat(this.leaks.newLines()).isEmpty();
			this.leaks.after(TICK);
			assertThat(this.leaks.newLines()).singleElement()
				.asString()
				.matches("Task \\d+ \"x\" and 2 more are stuck, like others before, "
						+ "launched by com\\.acme\\.Checkout\\.pay\\(Checkout\\.java:88\\)");
		}
	}

	@Test
	void nothingIsReportedTwice() {
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).hasSize(1);
		this.leaks.after(DAY);
		assertThat(this.leaks.newLines()).isEmpty();
	}

	@Test
	void pauseThatIsOverDelaysNothingButIsNotForgotten() {
		makePauseLong();
		this.leaks.after(Duration.ofHours(5));
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).singleElement().asString().contains(", like others before, ");
		this.leaks.add("x");
		this.leaks.after(Duration.ofHours(1).minus(TICK));
		assertThat(this.leaks.newLines()).isEmpty();
		this.leaks.after(TICK);
		assertThat(this.leaks.newLines()).hasSize(1);
	}

	@Test
	void kindIsStillKnownJustBeforeADayWithoutALine() {
		makePauseLong();
		this.leaks.after(DAY.minus(TICK));
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).singleElement().asString().contains(", like others before, ");
	}

	@Test
	void kindIsReportedInFullAgainAfterADayWithoutALineAndItsPausesBeginAnew() {
		makePauseLong();
		this.leaks.after(DAY);
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).singleElement().asString().startsWith("Task ").contains("\tat ");
		this.leaks.add("x");
		this.leaks.after(MINUTE.minus(TICK));
		assertThat(this.leaks.newLines()).isEmpty();
		this.leaks.after(TICK);
		assertThat(this.leaks.newLines()).singleElement().asString().contains(", like others before, ");
	}

	@Test
	void kindThatLeaksEveryThreeMinutesIsReportedInFullOnceAndThenHourly() {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < 480; i++) {
			this.leaks.add("x");
			lines.addAll(this.leaks.newLines());
			this.leaks.after(MINUTE.multipliedBy(3));
		}
		assertThat(lines).filteredOn((line) -> line.contains("\tat ")).hasSize(1);
		assertThat(lines).hasSizeBetween(24, 30);
		this.leaks.after(DAY);
		lines.addAll(this.leaks.newLines());
		assertThat(LeakLines.sum(lines)).isEqualTo(480);
	}

	@Test
	void differentNamesReasonsAndLaunchSitesAreLinesOfTheirOwn() {
		LaunchSite otherLine = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 89);
		for (int i = 0; i < 2; i++) {
			this.leaks.add("a", LeakReason.STUCK, LeakLines.SITE);
			this.leaks.add("b", LeakReason.STUCK, LeakLines.SITE);
			this.leaks.add("a", LeakReason.OVERDUE, LeakLines.SITE);
			this.leaks.add("a", LeakReason.STUCK, otherLine);
		}
		assertThat(this.leaks.newLines())
			.extracting((line) -> line.lines().findFirst().orElseThrow().replaceFirst("; .*", ""))
			.containsExactly("Task 1 \"a\" and 1 more are stuck, launched by com.acme.Checkout.pay(Checkout.java:88)",
					"Task 2 \"b\" and 1 more are stuck, launched by com.acme.Checkout.pay(Checkout.java:88)",
					"Task 3 \"a\" and 1 more are overdue (timed out after 2 s, yet alive after the grace), launched by com.acme.Checkout.pay(Checkout.java:88)",
					"Task 4 \"a\" and 1 more are stuck, launched by com.acme.Checkout.pay(Checkout.java:89)");
	}

	@Test
	void documentHasTheTextOfEveryReason() throws IOException {
		String document = Files.readString(Path.of("../docs/log-lines.md"));
		for (LeakReason reason : LeakReason.values()) {
			this.leaks.add(reason.name(), reason, LeakLines.SITE);
		}
		assertThat(this.leaks.newLines()).hasSameSizeAs(LeakReason.values())
			.allSatisfy((line) -> assertThat(document)
				.contains('`' + line.replaceFirst("(?s).*\" is (.*), launched by .*", "$1") + '`'));
	}

	@Test
	void namesThatShareCountersShareALine() {
		for (int i = 0; i < 50; i++) {
			this.leaks.add("other", LeakLines.leak(i, "order-" + i, LeakReason.STUCK, LeakLines.SITE, null, null));
		}
		assertThat(this.leaks.newLines()).singleElement()
			.asString()
			.startsWith("Task 0 \"order-0\" and 49 more are stuck");
	}

	@Test
	void whatIsHeldBackIsReportedAtTheClose() {
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).hasSize(1);
		this.leaks.add("x", 4);
		this.leaks.addKinds("kind-", 300);
		assertThat(this.leaks.newLines()).hasSize(20);
		int before = this.leaks.lines().size();
		this.leaks.closeLog();
		List<String> atTheClose = this.leaks.lines().subList(before, this.leaks.lines().size());
		assertThat(atTheClose).anySatisfy(
				(line) -> assertThat(line).startsWith("Task 2 \"x\" and 3 more are stuck, like others before, "));
		assertThat(LeakLines.sum(this.leaks.lines())).isEqualTo(305);
		assertThat(this.leaks.newLines()).isEmpty();
	}

	@Test
	void whatIsFoundAfterTheCloseIsReportedAtOnce() {
		this.leaks.add("x");
		this.leaks.closeLog();
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).singleElement()
			.asString()
			.startsWith("Task 2 \"x\" is stuck, like others before, ");
	}

	@Test
	void whatUsersNameIsEscaped() {
		LaunchSite site = new LaunchSite("com.acme.A\nB", "pay", "A.java", 1);
		this.leaks.add("x", LeakLines.leak(1, "a\nLeaked: b", LeakReason.STUCK, site, Lineage.of(7, "up\n", site, null),
				"C\u001b[31m"));
		String line = this.leaks.newLines().get(0);
		assertThat(line).startsWith("Task 1 \"a\\nLeaked: b\" is stuck waiting for C\\u001b[31m, launched by "
				+ "com.acme.A\\nB.pay(A.java:1) in task 7 \"up\\n\" launched by com.acme.A\\nB.pay(A.java:1)");
		assertThat(line.lines()).as("the line and its frame").hasSize(2);
		assertThat(Frames.lines(List.of(new StackTraceElement("A\nB", "c", "A.java", 1))))
			.isEqualTo(System.lineSeparator() + "\tat A\\nB.c(A.java:1)");
	}

	// Its pause is an hour then
	private void makePauseLong() {
		for (int i = 0; i < 8; i++) {
			this.leaks.add("x");
			assertThat(this.leaks.newLines()).hasSize(1);
			this.leaks.after(Duration.ofHours(1));
		}
		this.leaks.add("x");
		assertThat(this.leaks.newLines()).hasSize(1);
	}

}
