package dev.corral.dump;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.monitor.Counts;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is written is what is read back, whatever users named, and it follows the grammar.
 * The seed of a failure is in its name.
 */
@Timeout(60)
class DumpRoundTripTests {

	private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void fullDump(long seed) throws Exception {
		Hostile hostile = new Hostile(seed);
		List<TaskSnapshot> tasks = hostile.list(20, () -> hostile.task(Hostile.Ancestor.lineage(hostile.ancestors(2))));
		Counts counts = Written.counts(hostile.number(), hostile.number());
		long total = hostile.number();
		String text = Written.full(counts, 7, Hostile.TIME, tasks, total);
		assertThat(DumpParser.full(text)).isEqualTo(new Parsed.Full(ExpectedDump.head(counts, 7, Hostile.TIME, false),
				tasks.stream().map(ExpectedDump::task).toList(),
				new Parsed.Shown(tasks.size(), Math.max(tasks.size(), total))));
		assertGrammatical("full", text);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void groupedDump(long seed) throws Exception {
		Hostile hostile = new Hostile(seed);
		List<TaskGroup> list = hostile.list(20, hostile::group);
		int limit = hostile.chance() ? list.size() : list.size() / 2;
		TaskGroups groups = new TaskGroups(list, hostile.chance() ? 0 : hostile.number(), hostile.number(),
				hostile.chance());
		Counts counts = Written.counts(hostile.number(), hostile.number());
		List<TaskGroup> shown = list.subList(0, limit);
		String text = Written.grouped(counts, 1, Hostile.TIME, groups, limit);
		long tasks = shown.stream().mapToLong(TaskGroup::count).sum();
		assertThat(DumpParser.grouped(text))
			.isEqualTo(new Parsed.Grouped(ExpectedDump.head(counts, 1, Hostile.TIME, groups.sampled()),
					shown.stream().map(ExpectedDump::group).toList(), groups.other(),
					new Parsed.Shown(tasks, groups.total()), new Parsed.Shown(limit, list.size())));
		assertGrammatical("grouped", text);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void scopesDump(long seed) throws Exception {
		Hostile hostile = new Hostile(seed);
		List<ScopeTree> trees = hostile.scopes(30);
		Counts counts = Written.counts(hostile.number(), hostile.number());
		List<Parsed.Scope> scopes = ExpectedDump.scopes(trees);
		String text = Written.scopes(counts, 0, hostile.time(), trees, 1_000_000);
		Parsed.Scopes parsed = DumpParser.scopes(text);
		assertThat(parsed.scopes()).isEqualTo(scopes);
		assertThat(parsed.foot()).isEqualTo(new Parsed.Shown(scopes.size(), 1_000_000));
		assertGrammatical("scopes", text);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void oneTaskInDetail(long seed) throws Exception {
		Hostile hostile = new Hostile(seed);
		List<Hostile.Ancestor> ancestors = hostile.ancestors(Lineage.MAX_DEPTH + 5);
		TaskSnapshot task = hostile.task(Hostile.Ancestor.lineage(ancestors));
		List<StackSample> samples = hostile.list(4, hostile::sample);
		String text = Written.one(task, samples);
		assertThat(DumpParser.detail(text)).isEqualTo(ExpectedDump.detail(task, ancestors, samples));
		assertGrammatical("one", text);
	}

	@Test
	void generatedTasksAreOfEveryKind() {
		List<TaskSnapshot> tasks = seeds().mapToObj(Hostile::new)
			.flatMap((hostile) -> hostile.list(20, () -> hostile.task(null)).stream())
			.toList();
		assertThat(tasks).extracting(TaskSnapshot::status).contains(TaskStatus.values());
		assertThat(tasks).extracting((task) -> ExpectedDump.task(task).state().thread())
			.contains("NEW", "RUNNABLE", "BLOCKED", "WAITING", "TIMED_WAITING", "TERMINATED", null);
		assertThat(tasks).extracting((task) -> ExpectedDump.task(task).leak())
			.contains("OVERDUE", "STUCK", "RUNAWAY", "UNREACHABLE", "DEADLOCKED", null);
		assertThat(tasks).extracting((task) -> task.stack().size()).contains(0, Hostile.MANY_FRAMES);
		assertThat(tasks).extracting((task) -> task.name().length()).contains(0, Hostile.LONG_TEXT);
		assertThat(tasks).extracting((task) -> ExpectedDump.task(task).age().unit())
			.contains("ms", "second", "minute", "hour", "day");
		assertThat(tasks).extracting(TaskSnapshot::scope)
			.anyMatch((scope) -> scope.endsWith(", attempt: 2"))
			.anyMatch((scope) -> scope.contains("\n"));
	}

	// The expression of a grammar goes deep where a text is long
	private static void assertGrammatical(String rule, String text) throws IOException, InterruptedException {
		Pattern pattern = pattern(rule);
		List<Boolean> matches = new ArrayList<>();
		Thread matcher = new Thread(null, () -> matches.add(pattern.matcher(text).matches()), rule, 1L << 30);
		matcher.start();
		matcher.join();
		assertThat(matches).as(text).containsExactly(true);
	}

	private static Pattern pattern(String rule) throws IOException {
		Pattern known = PATTERNS.get(rule);
		if (known != null) {
			return known;
		}
		Pattern pattern = DumpGrammar.ofDocument().pattern(rule);
		PATTERNS.put(rule, pattern);
		return pattern;
	}

}
