package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;
import dev.corral.monitor.ThreadSnapshot;

/** What the text of a dump must say of what it is given; all else is left out. */
final class ExpectedDump {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
		.withZone(ZoneOffset.UTC);

	private ExpectedDump() {
	}

	static Parsed.Head head(Counts counts, long scopes, Instant at, boolean sampled) {
		return new Parsed.Head(counts.live(), counts.leaked(), scopes, TIME.format(at), sampled);
	}

	static Parsed.Task task(TaskSnapshot task) {
		ThreadSnapshot thread = task.thread();
		Lineage lineage = task.lineage();
		LeakVerdict leak = task.leak();
		return new Parsed.Task(task.id(), task.name(), state(task.status(), (thread != null) ? thread.state() : null),
				age(task.age()), reason((leak != null) ? leak.reason() : null), task.scope(), task.attempt(),
				frames(task.stack()), task.launchSite().toString(),
				(lineage != null) ? new Parsed.Ancestor(lineage.id(), lineage.name(), null) : null);
	}

	/**
	 * A task in detail.
	 * @param task the task
	 * @param ancestors what its lineage was made of, nearest first
	 * @param samples where it was seen
	 * @return what the text must say
	 */
	static Parsed.Detail detail(TaskSnapshot task, List<Hostile.Ancestor> ancestors, List<StackSample> samples) {
		int kept = Math.min(ancestors.size(), Lineage.MAX_DEPTH);
		return new Parsed.Detail(task(task),
				ancestors.stream()
					.limit(kept)
					.map((known) -> new Parsed.Ancestor(known.id(), known.name(), known.place().toString()))
					.toList(),
				ancestors.size() - kept,
				samples.stream()
					.map((sample) -> new Parsed.Sample(sample.times(), sample.state().name(), frames(sample.stack())))
					.toList());
	}

	static Parsed.Group group(TaskGroup group) {
		return new Parsed.Group(group.count(), group.name(), state(group.status(), group.state()),
				age(group.youngestAge()), age(group.oldestAge()), reason(group.leak()), group.ids(),
				group.count() - group.ids().size(), frames(group.stack()), group.launchSite().toString(),
				group.launchedElsewhere());
	}

	static List<Parsed.Scope> scopes(List<ScopeTree> trees) {
		List<Parsed.Scope> scopes = new ArrayList<>();
		trees.forEach((tree) -> add(tree, 0, scopes));
		return scopes;
	}

	private static void add(ScopeTree tree, int level, List<Parsed.Scope> scopes) {
		ScopeSnapshot scope = tree.scope();
		Instant deadline = scope.deadline();
		scopes.add(new Parsed.Scope(level, scope.id(), scope.path(), scope.live(), scope.leaked(), age(scope.age()),
				(deadline != null) ? TIME.format(deadline) : null, scope.cancelled()));
		tree.children().forEach((child) -> add(child, level + 1, scopes));
	}

	private static Parsed.State state(TaskStatus status, Thread.@Nullable State thread) {
		return new Parsed.State(status.name(), (thread != null) ? thread.name() : null);
	}

	private static @Nullable String reason(@Nullable LeakReason leak) {
		return (leak != null) ? leak.name() : null;
	}

	private static List<String> frames(List<StackTraceElement> stack) {
		return stack.stream().map(StackTraceElement::toString).toList();
	}

	// The greatest unit of which there is a whole one, or else the smallest
	private static Parsed.Age age(Duration age) {
		return Stream.of(TimeUnit.DAYS, TimeUnit.HOURS, TimeUnit.MINUTES, TimeUnit.SECONDS)
			.flatMap((unit) -> LongStream.of(unit.convert(age))
				.filter((number) -> number > 0)
				.mapToObj((number) -> new Parsed.Age(number, singular(unit))))
			.findFirst()
			.orElseGet(() -> new Parsed.Age(TimeUnit.MILLISECONDS.convert(age), "ms"));
	}

	private static String singular(TimeUnit unit) {
		String name = unit.name().toLowerCase(Locale.ROOT);
		return name.substring(0, name.length() - 1);
	}

}
