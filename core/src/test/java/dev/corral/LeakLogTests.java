package dev.corral;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.Lineage;
import dev.corral.snapshot.RecentLeak;

import static org.assertj.core.api.Assertions.assertThat;

class LeakLogTests {

	private static final LaunchSite SITE = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private final LogOfCorral lines = new LogOfCorral();

	private final LeakLog log = new LeakLog();

	private Duration now = Duration.ZERO;

	@AfterEach
	void close() {
		this.lines.close();
	}

	@Test
	void lineTellsReasonWaitLaunchSiteLineageAndStack() {
		Lineage lineage = Lineage.of(7, "checkout", new LaunchSite("A", "b", "A.java", 1), null);
		this.log.add("send-mail", leak(42, "send-mail", lineage, "java.util.concurrent.CountDownLatch$Sync"));
		assertThat(told()).containsExactly("Leaked: task 42 \"send-mail\" is STUCK waiting for "
				+ "java.util.concurrent.CountDownLatch$Sync, launched by com.acme.Checkout.pay(Checkout.java:88)"
				+ " in task 7 \"checkout\" launched by A.b(A.java:1)" + System.lineSeparator()
				+ "\tat com.acme.Mailer.send(Mailer.java:42)");
	}

	@Test
	void hundredEqualLeaksAreOneLine() {
		addMany(100);
		assertThat(told()).singleElement().asString().startsWith("Leaked: task 1 \"x\" and 99 more are STUCK");
	}

	@Test
	void equalLeaksThatComeLaterAreHeldBackEverLonger() {
		addMany(1);
		assertThat(told()).hasSize(1);
		for (int minutes : new int[] { 1, 2, 4, 8, 16, 32, 60, 60 }) {
			addMany(3);
			after(Duration.ofMinutes(minutes).minusNanos(1));
			assertThat(told()).isEmpty();
			after(Duration.ofNanos(1));
			assertThat(told()).containsExactly("Leaked again: task 1 \"x\" and 2 more are STUCK, "
					+ "launched by com.acme.Checkout.pay(Checkout.java:88)");
		}
	}

	@Test
	void nothingIsToldTwice() {
		addMany(1);
		assertThat(told()).hasSize(1);
		after(Duration.ofDays(1));
		assertThat(told()).isEmpty();
	}

	@Test
	void kindThatWasQuietForLongIsToldInFullAgain() {
		addMany(1);
		assertThat(told()).hasSize(1);
		after(Duration.ofHours(3));
		addMany(1);
		assertThat(told()).singleElement().asString().contains("\tat ");
	}

	@Test
	void differentNamesReasonsAndLaunchSitesAreLinesOfTheirOwn() {
		this.log.add("a", leak(1, "a", null, null));
		this.log.add("b", leak(2, "b", null, null));
		assertThat(told()).hasSize(2);
	}

	@Test
	void namesThatShareBooksShareALine() {
		for (int i = 0; i < 50; i++) {
			this.log.add("other", leak(i, "order-" + i, null, null));
		}
		assertThat(told()).singleElement().asString().startsWith("Leaked: task 0 \"order-0\" and 49 more are STUCK");
	}

	@Test
	void floodOfKindsIsToldInPartsAndCounted() {
		for (int i = 0; i < 1000; i++) {
			this.log.add("kind-" + i, leak(i, "kind-" + i, null, null));
		}
		List<String> told = told();
		assertThat(told).hasSize(21).contains("Leaked: 744 more, of too many kinds to tell each");
		int kinds = told.size() - 1;
		for (List<String> more = told(); !more.isEmpty(); more = told()) {
			assertThat(more).hasSizeLessThanOrEqualTo(20);
			kinds += more.size();
		}
		assertThat(kinds).isEqualTo(256);
	}

	@Test
	void hostileNameIsEscaped() {
		this.log.add("x", leak(1, "a\nLeaked: b", null, null));
		assertThat(told()).singleElement().asString().startsWith("Leaked: task 1 \"a\\nLeaked: b\" is STUCK");
	}

	private void addMany(int count) {
		for (int i = 1; i <= count; i++) {
			this.log.add("x", leak(i, "x", null, null));
		}
	}

	private void after(Duration time) {
		this.now = this.now.plus(time);
	}

	private List<String> told() {
		int before = this.lines.messages(Level.WARN).size();
		this.log.lines(this.now.toNanos()).forEach(Runnable::run);
		List<String> all = this.lines.messages(Level.WARN);
		return all.subList(before, all.size());
	}

	private static RecentLeak leak(long id, String name, @Nullable Lineage lineage, @Nullable String waitsFor) {
		return new RecentLeak(id, name, LeakReason.STUCK, Instant.EPOCH, SITE, lineage, waitsFor,
				List.of(new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 42)), null);
	}

}
