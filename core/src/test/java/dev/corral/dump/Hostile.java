package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LaunchSite;
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

/** Makes, from a seed, what could be written into a dump, and what tries to break it. */
final class Hostile {

	static final Instant TIME = Instant.parse("2026-11-23T15:04:05.123Z");

	static final int LONG_TEXT = 10_000;

	static final int MANY_FRAMES = 1000;

	/** Text that looks like a part of a dump, or that breaks lines. */
	private static final List<String> TEXTS = List.of("", " ", "send-mail", "two\nlines", "\r\n", "\t", "\"", "\\",
			"\\\"", "\\n", "\\u0041", "\u001b[31mred", "\u202egnp.exe", "\u2028", "\u0085", "\u0000", "\ud800",
			"\udc00\ud800", "\ud83e\udd8a", "\udb40\udc01", "ümlaut", "\"] {scope: ", "] {scope: root}:",
			"\n\ntask 1 \"x\" [WAITING, 1 day] {scope: root}:\n\tat a.B.c(B.java:1)\nlaunched by a.B.c(B.java:1)\n",
			"\tat a.B.c(B.java:1)", "\n\nshown 0 of 0\n", ", attempt: 2", "}:", "]:", "{", ", leaked: STUCK]",
			" in task 7 \"x\"", " in task 7 ", " and elsewhere", " to 12 minutes", "10 000", ", sampled=true",
			", cancelled: \"x\"]", "scope 1 \"root\" [", "1 task under other", "in 3 more", "seen 1 time [WAITING]:");

	private static final List<Duration> AGES = List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofMillis(1),
			Duration.ofMillis(999), Duration.ofSeconds(1), Duration.ofMillis(59_999), Duration.ofMinutes(1),
			Duration.ofMinutes(59), Duration.ofHours(1), Duration.ofHours(23), Duration.ofDays(1), Duration.ofDays(2),
			Duration.ofDays(1234), Duration.ofNanos(Long.MAX_VALUE));

	private final Random random;

	Hostile(long seed) {
		this.random = new Random(seed);
	}

	boolean chance() {
		return this.random.nextBoolean();
	}

	<T> @Nullable T maybe(Supplier<T> some) {
		return chance() ? some.get() : null;
	}

	private <T> T oneOf(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	<T> List<T> list(int most, Supplier<T> each) {
		return Stream.generate(each).limit(this.random.nextInt(most + 1)).toList();
	}

	/** Any number, small ones as likely as great ones. */
	long number() {
		return this.random.nextLong() >>> (1 + this.random.nextInt(63));
	}

	// Known texts in a row, and now and then any characters at all
	String text() {
		if (this.random.nextInt(200) == 0) {
			return oneOf(TEXTS.subList(1, TEXTS.size())).repeat(LONG_TEXT).substring(0, LONG_TEXT);
		}
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			text.append(chance() ? oneOf(TEXTS) : anything());
		}
		return text.toString();
	}

	private String anything() {
		return this.random.ints(this.random.nextInt(5), 0, chance() ? 0x80 : Character.MAX_VALUE + 1)
			.collect(StringBuilder::new, (text, unit) -> text.append((char) unit), StringBuilder::append)
			.toString();
	}

	// Mostly what a class file gives, since hostile places make all else seldom
	LaunchSite place() {
		return switch (this.random.nextInt(4)) {
			case 0 -> new LaunchSite(text(), text(), text(), this.random.nextInt(100) - 2);
			case 1 -> new LaunchSite("com.acme.Checkout", "pay", "", -1);
			case 2 -> LaunchSite.UNKNOWN;
			default -> new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);
		};
	}

	List<StackTraceElement> stack() {
		int frames = (this.random.nextInt(100) == 0) ? MANY_FRAMES : this.random.nextInt(5);
		return Stream.generate(this::frame).limit(frames).toList();
	}

	private StackTraceElement frame() {
		return switch (this.random.nextInt(4)) {
			case 0 -> new StackTraceElement(text(), text(), maybe(this::text), this.random.nextInt(100) - 2);
			case 1 -> new StackTraceElement("app", "java.base", "25", "java.lang.Thread", "sleep", "Thread.java", 509);
			default -> new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", this.random.nextInt(100));
		};
	}

	Duration age() {
		return chance() ? oneOf(AGES) : Duration.ofNanos(number());
	}

	Thread.State state() {
		return oneOf(List.of(Thread.State.values()));
	}

	private TaskStatus status() {
		return chance() ? TaskStatus.RUNNING : oneOf(List.of(TaskStatus.values()));
	}

	private LeakReason reason() {
		return oneOf(List.of(LeakReason.values()));
	}

	Instant time() {
		return TIME.plusMillis(number() >>> 20);
	}

	TaskSnapshot task(@Nullable Lineage lineage) {
		ThreadSnapshot thread = maybe(() -> new ThreadSnapshot(number(), chance(), state()));
		LeakVerdict leak = maybe(() -> new LeakVerdict(reason(), time(), maybe(this::text), List.of()));
		int attempt = chance() ? 1 : 1 + this.random.nextInt(Integer.MAX_VALUE - 1);
		return new TaskSnapshot(number(), text(), status(), chance() ? "root/" + text() : text(), TIME, age(),
				maybe(this::time), attempt, thread, place(), lineage, leak, stack());
	}

	List<Ancestor> ancestors(int most) {
		return list(most, () -> new Ancestor(number(), text(), place()));
	}

	StackSample sample() {
		return new StackSample(state(), stack(), 1 + (int) (number() >>> 33));
	}

	TaskGroup group() {
		long count = chance() ? 1 + this.random.nextInt(7) : 1 + (number() >>> 10);
		List<Long> ids = LongStream.generate(this::number).limit(Math.min(count, TaskGroup.MAX_IDS)).boxed().toList();
		List<Duration> ages = Stream.of(age(), age()).sorted().toList();
		return new TaskGroup(count, text(), status(), state(), maybe(this::reason), ages.get(1), ages.get(0), ids,
				place(), chance(), stack());
	}

	/** Each scope below one of those before it, or at the top. */
	List<ScopeTree> scopes(int most) {
		List<ScopeSnapshot> scopes = new ArrayList<>();
		IntStream.range(0, this.random.nextInt(most + 1)).forEach((id) -> {
			Long parent = (id > 0) ? maybe(() -> (long) Math.max(0, id - 1 - this.random.nextInt(3))) : null;
			scopes.add(new ScopeSnapshot(id, parent, text(), age(), number(), number(), maybe(this::time),
					maybe(this::text)));
		});
		return ScopeTree.of(scopes);
	}

	/**
	 * An ancestor of a task.
	 *
	 * @param id its id
	 * @param name its name
	 * @param place who launched it
	 */
	record Ancestor(long id, String name, LaunchSite place) {

		// Nearest first
		static @Nullable Lineage lineage(List<Ancestor> ancestors) {
			Lineage lineage = null;
			for (Ancestor ancestor : ancestors.reversed()) {
				lineage = Lineage.of(ancestor.id, ancestor.name, ancestor.place, lineage);
			}
			return lineage;
		}

	}

}
