package dev.corral.dump;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;
import dev.corral.monitor.ThreadSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples in {@code docs/dump-format.md} are what is written, its parser reads them
 * and its grammar knows them. The grammar and the parser take nothing else.
 */
class DumpFormatDocumentTests {

	private static final List<String> RULES = List.of("full", "grouped", "scopes", "one");

	private static final Instant TIME = Hostile.TIME;

	private static final LaunchSite PAY = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private static final StackTraceElement SEND = new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 42);

	private static final List<StackTraceElement> TAKING = List.of(new StackTraceElement(null, "java.base", null,
			"java.util.concurrent.LinkedBlockingQueue", "take", "LinkedBlockingQueue.java", 435), SEND);

	private static final TaskSnapshot MAIL = task(42, "send-mail", TaskStatus.RUNNING, Thread.State.WAITING,
			Duration.ofMinutes(12), "root/checkout-17", 1, PAY,
			Lineage.of(7, "checkout", new LaunchSite("com.acme.Main", "main", "Main.java", 1), null),
			new LeakVerdict(LeakReason.STUCK, TIME, null, TAKING), TAKING);

	private static final TaskSnapshot IMPORT = task(43, "import \"all\"", TaskStatus.BACKING_OFF,
			Thread.State.TIMED_WAITING, Duration.ofSeconds(1), "root/a, b", 3,
			new LaunchSite("com.acme.Import", "run", "", -1), null, null, List.of());

	private static TaskSnapshot task(long id, String name, TaskStatus status, Thread.State state, Duration age,
			String scope, int attempt, LaunchSite place, @Nullable Lineage lineage, @Nullable LeakVerdict leak,
			List<StackTraceElement> stack) {
		return new TaskSnapshot(id, name, status, scope, TIME, age, null, attempt, new ThreadSnapshot(91, true, state),
				place, lineage, leak, stack);
	}

	private static String full() {
		return Written.full(Written.counts(1041, 1), 2, TIME, List.of(MAIL, IMPORT), 1041);
	}

	private static String grouped() {
		TaskGroup mail = new TaskGroup(1041, "send-mail", TaskStatus.RUNNING, Thread.State.WAITING, null,
				Duration.ofMinutes(12), Duration.ofMinutes(3), List.of(1L, 2L, 3L, 4L, 5L), PAY, true, List.of(SEND));
		TaskGroup page = new TaskGroup(1, "page", TaskStatus.ENDING, Thread.State.WAITING, LeakReason.OVERDUE,
				Duration.ofHours(1), Duration.ofHours(1), List.of(6L), PAY, false,
				List.of(new StackTraceElement("com.acme.Page", "render", "Page.java", 7)));
		return Written.grouped(Written.counts(1100, 1), 2, TIME, new TaskGroups(List.of(mail, page), 58, 1100, false),
				10);
	}

	private static String scopes() {
		ScopeSnapshot session = new ScopeSnapshot(3, null, "root/session", Duration.ofMinutes(12), 1041, 2,
				TIME.plusSeconds(60), null);
		ScopeSnapshot page = new ScopeSnapshot(9, 3L, "root/session/page", Duration.ofSeconds(1), 0, 0, null,
				"the \"user\" left");
		return Written.scopes(Written.counts(1041, 2), 12, TIME, ScopeTree.of(List.of(session, page)), 12);
	}

	private static String one() {
		return Written.one(MAIL, List.of(new StackSample(Thread.State.WAITING, TAKING, 3)));
	}

	@Test
	void examplesAreWhatIsWritten() throws IOException {
		assertThat(DumpGrammar.blocks("text")).containsExactly(full(), grouped(), scopes(), one());
	}

	@Test
	void parserReadsTheExamples() throws IOException {
		List<String> examples = DumpGrammar.blocks("text");
		assertThat(DumpParser.full(examples.get(0)).tasks()).containsExactly(ExpectedDump.task(MAIL),
				ExpectedDump.task(IMPORT));
		assertThat(DumpParser.grouped(examples.get(1)).groups()).extracting(Parsed.Group::count)
			.containsExactly(1041L, 1L);
		assertThat(DumpParser.scopes(examples.get(2)).scopes()).extracting(Parsed.Scope::level).containsExactly(0, 1);
		assertThat(DumpParser.detail(examples.get(3)).ancestors())
			.containsExactly(new Parsed.Ancestor(7, "checkout", "com.acme.Main.main(Main.java:1)"));
	}

	@Test
	void grammarTellsTheExamplesApart() throws IOException {
		DumpGrammar grammar = DumpGrammar.ofDocument();
		List<String> examples = DumpGrammar.blocks("text");
		for (int i = 0; i < examples.size(); i++) {
			String example = examples.get(i);
			assertThat(RULES.stream().filter((rule) -> grammar.pattern(rule).matcher(example).matches()))
				.containsExactly(RULES.get(i));
		}
	}

	@Test
	void everyRuleIsReadAndUsed() throws IOException {
		DumpGrammar grammar = DumpGrammar.ofDocument();
		String text = DumpGrammar.blocks("ebnf").get(0);
		assertThat(grammar.rules()).hasSizeGreaterThan(30).allSatisfy((rule) -> {
			assertThat(grammar.pattern(rule)).isNotNull();
			assertThat(RULES.contains(rule) || text.split("\\b" + rule + "\\b").length > 2).as(rule).isTrue();
		});
	}

	@Test
	void everyStatusStateAndReasonIsAWord() throws IOException {
		DumpGrammar grammar = DumpGrammar.ofDocument();
		assertThat(Stream.of(TaskStatus.values(), Thread.State.values(), LeakReason.values()).flatMap(Stream::of))
			.allSatisfy((word) -> assertThat(word.toString()).matches(grammar.pattern("word")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			send-mail   | send-mail" "
			1 041 live  | 1 0411 live
			attempt: 3  | attempt: three
			of 1 041    | of
			12 minutes  | 12 minute
			task 42     | task  42
			\\"all\\" | "all"
			"root/a, b" | root/a, b
			STUCK       | STUCK, leaked: STUCK
			""")
	void whatIsNotInTheGrammarIsNotTaken(String part, String broken) throws IOException {
		String text = full().replace(part, broken);
		assertThat(text).isNotEqualTo(full());
		assertThat(DumpGrammar.ofDocument().pattern("full").matcher(text).matches()).isFalse();
	}

	@Test
	void parserPassesOverWhatMayBeAdded() {
		String text = full().replace("123Z\n", "123Z, more=true\n")
			.replace("12 minutes, leaked: STUCK]", "12 minutes, leaked: STUCK, waits: 3]")
			.replace("checkout-17}", "checkout-17, limit: 7, note: \"a, b\"}")
			.replace("\"checkout\"\n", "\"checkout\"\nwaits for a lock\n");
		assertThat(text.length()).isEqualTo(full().length() + 62);
		assertThat(DumpParser.full(text)).isEqualTo(DumpParser.full(full()));
	}

}
