package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;
import dev.corral.monitor.ThreadSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class TextDumpTests {

	private static final Instant TIME = Instant.parse("2026-11-23T15:04:05.123Z");

	private static final LaunchSite SITE = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private final StringBuilder out = new StringBuilder();

	private final TextDump dump = new TextDump(this.out);

	@Test
	void looksAsDocumented() {
		this.dump.head(new Counts(3, 0, 0, 1, 9, 6, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 2, TIME);
		List<StackTraceElement> stack = List.of(
				new StackTraceElement("app", "java.base", null, "java.util.concurrent.LinkedBlockingQueue", "take",
						"LinkedBlockingQueue.java", 435),
				new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 42));
		this.dump.task(task("send-mail", TaskStatus.RUNNING, Duration.ofMinutes(12),
				new LeakVerdict(LeakReason.STUCK, TIME, null, stack), stack));
		this.dump.foot(41_200);
		assertThat(this.out).hasToString("""
				corral tasks: 3 live, 1 leaked, 2 scopes at 2026-11-23T15:04:05.123Z

				task 42 "send-mail" [WAITING, 12 minutes, leaked: STUCK] {scope: root/checkout-17}:
					at app//java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)
					at com.acme.Mailer.send(Mailer.java:42)
				launched by com.acme.Checkout.pay(Checkout.java:88) in task 7 "checkout"

				shown 1 of 41 200
				""".replace("app//", "app/java.base/"));
	}

	@Test
	void stacksOfManyDifferentFramesAreWrittenWhole() {
		for (int line = 1; line <= 10_000; line++) {
			StackTraceElement frame = new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", line);
			this.dump.task(task("task", TaskStatus.RUNNING, Duration.ZERO, null, List.of(frame, frame)));
			assertThat(this.out).contains("\tat " + frame + "\n\tat " + frame + "\n");
			this.out.setLength(0);
		}
	}

	@Test
	void otherStatesStandBeforeThatOfTheThread() {
		this.dump.task(task("task", TaskStatus.ENDING, Duration.ofMillis(1999), null, List.of()));
		assertThat(this.out).contains("[ENDING/WAITING, 1 second]");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "two\nlines", "\u001b[31mred", "\"} forged {\"", "\u202egnp.exe", "\ud800 half", "\u2028" })
	void hostileNamesStayOnTheirLine(String name) {
		this.dump.task(task(name, TaskStatus.RUNNING, Duration.ZERO, null, List.of()));
		assertThat(this.out.toString().lines()).hasSize(3).element(1).asString().startsWith("task 42 \"");
		assertThat(this.out.toString()).doesNotContain(name);
		assertThat(this.out.toString().chars()).noneMatch((unit) -> unit < ' ' && unit != '\n');
	}

	private static TaskSnapshot task(String name, TaskStatus status, Duration age, @Nullable LeakVerdict leak,
			List<StackTraceElement> stack) {
		return new TaskSnapshot(42, name, status, "root/checkout-17", TIME, age, null, 1,
				new ThreadSnapshot(91, true, Thread.State.WAITING), SITE, Lineage.of(7, "checkout", SITE, null), leak,
				stack);
	}

}
