package dev.corral.internal.leak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.RecentLeak;
import dev.corral.testing.LogOfCorral;

/** A log of leaks with a clock that a test moves, and the lines it writes. */
final class LeakLines implements AutoCloseable {

	static final LaunchSite SITE = new LaunchSite("com.acme.Checkout", "pay", "Checkout.java", 88);

	private static final StackTraceElement FRAME = new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 42);

	final LogOfCorral all = new LogOfCorral();

	private Duration now = Duration.ofHours(1);

	final LeakLineSchedule log = new LeakLineSchedule(() -> this.now.toNanos());

	private long lastId;

	void add(String name, LeakReason reason, LaunchSite site) {
		add(name, leak(++this.lastId, name, reason, site, null, null));
	}

	// Its verdict stands
	void add(String name, RecentLeak leak) {
		LeakState state = new LeakState();
		state.verdict = new LeakVerdict(leak.reason(), leak.time(), leak.waitsFor(), leak.stack());
		state.end = "timed out after 2 s";
		this.log.add(name, leak, state);
	}

	void add(String name) {
		add(name, LeakReason.STUCK, SITE);
	}

	void add(String name, int count) {
		for (int i = 0; i < count; i++) {
			add(name);
		}
	}

	// One of each kind
	void addKinds(String prefix, int kinds) {
		for (int i = 0; i < kinds; i++) {
			add(prefix + i);
		}
	}

	static RecentLeak leak(long id, String name, LeakReason reason, LaunchSite site, @Nullable Lineage lineage,
			@Nullable String waitsFor) {
		return new RecentLeak(id, name, reason, Instant.EPOCH, site, lineage, waitsFor, List.of(FRAME), null);
	}

	void after(Duration time) {
		this.now = this.now.plus(time);
	}

	// What is written when somebody looks now
	List<String> newLines() {
		int before = lines().size();
		if (this.log.tryRequestRun()) {
			this.log.run();
		}
		return lines().subList(before, lines().size());
	}

	List<String> lines() {
		return this.all.messages(Level.WARN);
	}

	// How many leaks some lines are about
	static long sum(List<String> lines) {
		return lines.stream().mapToLong(LeakLines::count).sum();
	}

	private static long count(String line) {
		if (line.contains("of too many kinds")) {
			return Long.parseLong(line.replaceFirst("(?s).*; with it (\\d+) tasks? .*", "$1"));
		}
		return line.contains(" more are ")
				? 1 + Long.parseLong(line.replaceFirst("(?s).* and (\\d+) more are .*", "$1")) : 1;
	}

	// As a closer does: what waits is due, and the next run writes it
	void closeLog() {
		this.log.close();
		this.log.run();
	}

	@Override
	public void close() {
		this.all.close();
	}

}
