package dev.corral.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads text dumps, written from the grammar in {@code docs/dump-format.md} and not from
 * the writers. It passes over what the page says may be added.
 */
final class DumpParser {

	private static final String LAUNCHED_BY = "launched by ";

	private static final String ELSEWHERE = " and elsewhere";

	private final List<String> lines;

	private int at;

	private DumpParser(String text) {
		if (!text.endsWith("\n")) {
			throw new IllegalArgumentException("the last line has no end");
		}
		this.lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
	}

	static Parsed.Full full(String text) {
		DumpParser parser = new DumpParser(text);
		Parsed.Head head = parser.head();
		List<Parsed.Task> tasks = parser.blocks("task ", DumpParser::task);
		return new Parsed.Full(head, tasks, parser.foot());
	}

	static Parsed.Scopes scopes(String text) {
		DumpParser parser = new DumpParser(text);
		Parsed.Head head = parser.head();
		List<Parsed.Scope> scopes = new ArrayList<>();
		parser.blocks("scope ", (block) -> {
			while (block.isInBlock()) {
				scopes.add(block.scope());
			}
			return scopes;
		});
		return new Parsed.Scopes(head, scopes, parser.foot());
	}

	static Parsed.Grouped grouped(String text) {
		DumpParser parser = new DumpParser(text);
		Parsed.Head head = parser.head();
		List<Parsed.Group> groups = new ArrayList<>();
		long other = 0;
		while (!parser.peek(1).startsWith("shown ")) {
			parser.emptyLine();
			if (parser.peek(0).endsWith(" under other")) {
				LineScanner line = parser.next();
				other = line.amount("task");
				line.expect(" under other").end();
			}
			else {
				groups.add(parser.group());
				parser.passOverAdditions();
			}
		}
		parser.emptyLine();
		LineScanner foot = parser.next();
		Parsed.Shown tasks = shown(foot);
		foot.expect(" in ");
		long shown = foot.count();
		foot.expect(" of ");
		Parsed.Grouped grouped = new Parsed.Grouped(head, groups, other, tasks,
				new Parsed.Shown(shown, foot.amount("group")));
		foot.end();
		parser.end();
		return grouped;
	}

	static Parsed.Detail detail(String text) {
		DumpParser parser = new DumpParser(text);
		Parsed.Task task = parser.task();
		List<Parsed.Ancestor> ancestors = new ArrayList<>();
		long more = 0;
		while (parser.isInBlock() && parser.peek(0).startsWith("in ")) {
			LineScanner line = parser.next().expect("in ");
			if (line.atDigit()) {
				more = line.id();
				line.expect(" more").end();
			}
			else {
				ancestors.add(ancestor(line));
			}
		}
		parser.passOverAdditions();
		List<Parsed.Sample> samples = new ArrayList<>();
		while (parser.at < parser.lines.size()) {
			parser.emptyLine();
			samples.add(parser.sample());
			parser.passOverAdditions();
		}
		return new Parsed.Detail(task, ancestors, more, samples);
	}

	private <T> List<T> blocks(String first, Function<DumpParser, T> block) {
		List<T> blocks = new ArrayList<>();
		while (peek(1).startsWith(first)) {
			emptyLine();
			blocks.add(block.apply(this));
			passOverAdditions();
		}
		return blocks;
	}

	private Parsed.Head head() {
		LineScanner line = next().expect("corral tasks: ");
		long live = line.count();
		long leaked = line.expect(" live, ").count();
		long scopes = line.expect(" leaked, ").count();
		String at = line.expect(" scopes at ").upTo(",");
		boolean sampled = false;
		while (line.skip(", ")) {
			sampled |= line.upTo(",").equals("sampled=true");
		}
		line.end();
		return new Parsed.Head(live, leaked, scopes, at, sampled);
	}

	private Parsed.Shown foot() {
		emptyLine();
		LineScanner line = next();
		Parsed.Shown shown = shown(line);
		line.end();
		end();
		return shown;
	}

	private static Parsed.Shown shown(LineScanner line) {
		long shown = line.expect("shown ").count();
		return new Parsed.Shown(shown, line.expect(" of ").count());
	}

	private Parsed.Task task() {
		LineScanner line = next().expect("task ");
		long id = line.id();
		String name = line.expect(" ").quoted();
		Parsed.State state = state(line.expect(" [").upTo(",]"));
		Parsed.Age age = line.expect(", ").age();
		String leak = leak(line);
		Map<String, String> scope = line.expect("] {").items("}:");
		List<String> stack = stack();
		LineScanner launched = next().expect(LAUNCHED_BY);
		String place = launched.text();
		Parsed.Ancestor parent = null;
		if (launched.skip("\"")) {
			int in = place.lastIndexOf(" in task ");
			long parentId = new LineScanner(place.substring(in)).expect(" in task ").id();
			parent = new Parsed.Ancestor(parentId, launched.text(), null);
			launched.expect("\"");
			place = place.substring(0, in);
		}
		launched.end();
		return new Parsed.Task(id, name, state, age, leak, required(scope, "scope"),
				Long.parseLong(scope.getOrDefault("attempt", "1")), stack, place, parent);
	}

	private Parsed.Group group() {
		LineScanner line = next();
		long count = line.count();
		String name = line.expect((count != 1) ? " tasks " : " task ").quoted();
		Parsed.State state = state(line.expect(" [").upTo(",]"));
		line.expect(", ");
		List<Parsed.Age> ages = ages(line.upTo(",]"));
		String leak = leak(line);
		line.expect("]:").end();
		LineScanner listed = next().expect((count != 1) ? "ids " : "id ");
		List<Long> ids = new ArrayList<>();
		do {
			ids.add(listed.id());
		}
		while (listed.skip(", "));
		long more = listed.skip(" and ") ? listed.count() : 0;
		listed.expect((more > 0) ? " more" : "").end();
		List<String> stack = stack();
		String place = next().expect(LAUNCHED_BY).text();
		boolean elsewhere = place.endsWith(ELSEWHERE);
		return new Parsed.Group(count, name, state, ages.get(0), ages.get(1), leak, ids, more, stack,
				elsewhere ? place.substring(0, place.length() - ELSEWHERE.length()) : place, elsewhere);
	}

	// Of both, the unit stands once when it is the same, and one when both are the same
	private static List<Parsed.Age> ages(String text) {
		int to = text.indexOf(" to ");
		Parsed.Age oldest = new LineScanner((to >= 0) ? text.substring(to + 4) : text).age();
		if (to < 0) {
			return List.of(oldest, oldest);
		}
		String from = text.substring(0, to);
		return List.of(
				from.contains(" ") ? new LineScanner(from).age() : new Parsed.Age(Long.parseLong(from), oldest.unit()),
				oldest);
	}

	// Passes over other items
	private static @Nullable String leak(LineScanner line) {
		String leak = null;
		while (line.skip(", ")) {
			String key = line.upTo(":");
			String value = line.expect(": ").upTo(",]");
			leak = key.equals("leaked") ? value : leak;
		}
		return leak;
	}

	private Parsed.Scope scope() {
		LineScanner line = next();
		int level = 0;
		while (line.skip("\t")) {
			level++;
		}
		long id = line.expect("scope ").id();
		String path = line.expect(" ").quoted();
		long live = line.expect(" [").count();
		long leaked = line.expect(" live, ").count();
		Parsed.Age age = line.expect(" leaked, ").age();
		Map<String, String> items = line.items("]");
		return new Parsed.Scope(level, id, path, live, leaked, age, items.get("deadline"), items.get("cancelled"));
	}

	private static Parsed.Ancestor ancestor(LineScanner line) {
		long id = line.expect("task ").id();
		String name = line.expect(" ").quoted();
		Parsed.Ancestor ancestor = new Parsed.Ancestor(id, name, line.expect(" launched by ").text());
		line.end();
		return ancestor;
	}

	private Parsed.Sample sample() {
		LineScanner line = next().expect("seen ");
		long times = line.amount("time");
		String thread = line.expect(" [").upTo(",]");
		line.expect("]:").end();
		return new Parsed.Sample(times, thread, stack());
	}

	private List<String> stack() {
		List<String> stack = new ArrayList<>();
		while (isInBlock() && peek(0).startsWith("\tat ")) {
			LineScanner frame = next().expect("\tat ");
			stack.add(frame.text());
			frame.end();
		}
		return stack;
	}

	// One word is a state of the thread of a running task, or a status
	private static Parsed.State state(String text) {
		int slash = text.indexOf('/');
		if (slash >= 0) {
			return new Parsed.State(text.substring(0, slash), text.substring(slash + 1));
		}
		return List.of("NEW", "RUNNABLE", "BLOCKED", "WAITING", "TIMED_WAITING", "TERMINATED").contains(text)
				? new Parsed.State("RUNNING", text) : new Parsed.State(text, null);
	}

	private static String required(Map<String, String> items, String key) {
		String value = items.get(key);
		if (value == null) {
			throw new IllegalArgumentException("no " + key + " in " + items);
		}
		return value;
	}

	private boolean isInBlock() {
		return this.at < this.lines.size() && !peek(0).isEmpty();
	}

	private void passOverAdditions() {
		while (isInBlock()) {
			this.at++;
		}
	}

	private String peek(int ahead) {
		return this.lines.get(this.at + ahead);
	}

	private LineScanner next() {
		return new LineScanner(this.lines.get(this.at++));
	}

	private void emptyLine() {
		next().end();
	}

	private void end() {
		if (this.at < this.lines.size()) {
			throw new IllegalArgumentException("more after the foot: " + peek(0));
		}
	}

}
