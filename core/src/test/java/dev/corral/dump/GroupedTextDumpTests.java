package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

class GroupedTextDumpTests {

	private static final Instant TIME = Instant.parse("2026-11-23T15:04:05.123Z");

	private static final LaunchSite SITE = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void looksAsDocumented() {
		TaskGroup mail = group(1041, "send-mail", TaskStatus.RUNNING, null, MINUTE.multipliedBy(3),
				MINUTE.multipliedBy(12), true);
		TaskGroup page = group(1, "page", TaskStatus.ENDING, LeakReason.OVERDUE, MINUTE, MINUTE, false);
		assertThat(written(new TaskGroups(List.of(mail, page), 58, 1100, false), 10)).isEqualTo("""
				corral tasks: 1 100 live, 1 leaked, 2 scopes at 2026-11-23T15:04:05.123Z

				1 041 tasks "send-mail" [WAITING, 3 to 12 minutes]:
				ids 1, 2, 3, 4, 5 and 1 036 more
					at com.acme.Mailer.send(Mailer.java:42)
				launched by com.acme.Checkout.pay(Checkout.java:88) and elsewhere

				1 task "page" [ENDING/WAITING, 1 minute, leaked: OVERDUE]:
				id 1
					at com.acme.Mailer.send(Mailer.java:42)
				launched by com.acme.Checkout.pay(Checkout.java:88)

				58 tasks under other

				shown 1 042 of 1 100 in 2 of 2 groups
				""");
	}

	@Test
	void limitCutsTheListOfGroupsAndTheFootSaysSo() {
		TaskGroup group = group(2, "page", TaskStatus.RUNNING, null, MINUTE, MINUTE, false);
		assertThat(written(new TaskGroups(List.of(group, group, group), 0, 6, false), 1))
			.contains("\n2 tasks \"page\" [WAITING, 1 minute]:\nids 1, 2\n")
			.endsWith("\n\nshown 2 of 6 in 1 of 3 groups\n");
	}

	@Test
	void samplesAreLabelled() {
		assertThat(written(new TaskGroups(List.of(), 0, 0, true), 1).lines()).first()
			.asString()
			.endsWith("123Z, sampled=true");
	}

	@ParameterizedTest
	@CsvSource({ "PT0.005S,PT0.009S,5 to 9 ms", "PT0.5S,PT1S,500 ms to 1 second", "PT1S,PT1M,1 second to 1 minute",
			"PT1M,PT2M30S,1 to 2 minutes", "PT1H,PT25H,1 hour to 1 day", "PT48H,PT50H,2 days", "PT0S,PT0S,0 ms" })
	void agesNameTheirUnitOnceWhenBothHaveTheSame(Duration youngest, Duration oldest, String text) {
		TaskGroup group = group(2, "page", TaskStatus.RUNNING, null, youngest, oldest, false);
		assertThat(written(new TaskGroups(List.of(group), 0, 2, false), 1)).contains("[WAITING, " + text + "]");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "two\nlines", "\u001b[31mred", "\"} forged {\"", "\u202egnp.exe", "\ud800 half", "\u2028" })
	void hostileNamesStayOnTheirLine(String name) {
		TaskGroup group = group(2, name, TaskStatus.RUNNING, null, MINUTE, MINUTE, false);
		String text = written(new TaskGroups(List.of(group), 0, 2, false), 1);
		assertThat(text.lines()).hasSize(8).element(2).asString().startsWith("2 tasks \"").endsWith(", 1 minute]:");
		assertThat(text).doesNotContain(name);
		assertThat(text.chars()).noneMatch((unit) -> unit < ' ' && unit != '\n' && unit != '\t');
	}

	private static String written(TaskGroups groups, long limit) {
		StringBuilder out = new StringBuilder();
		GroupedTextDump dump = new GroupedTextDump(groups, out);
		dump.head(new Counts(groups.total(), 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 2, TIME);
		groups.groups().stream().limit(limit).forEach(dump::group);
		dump.foot();
		return out.toString();
	}

	private static TaskGroup group(long count, String name, TaskStatus status, @Nullable LeakReason leak,
			Duration youngest, Duration oldest, boolean elsewhere) {
		List<Long> ids = LongStream.rangeClosed(1, Math.min(count, TaskGroup.MAX_IDS)).boxed().toList();
		return new TaskGroup(count, name, status, Thread.State.WAITING, leak, oldest, youngest, ids, SITE, elsewhere,
				List.of(new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 42)));
	}

}
