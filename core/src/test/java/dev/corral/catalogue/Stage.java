package dev.corral.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** A launcher in real time for one run of one row. */
final class Stage implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration POLL = Duration.ofMillis(2);

	private static final String WITNESS = "witness";

	private final Row row;

	private final Corral corral;

	private Stage(Row row, CorralConfig config) {
		this.row = row;
		this.corral = Corral
			.create(config.withMaxLive(row.maxLive()).withShutdownTimeout(Duration.ZERO).withRecent(20_000));
	}

	// Suspects soon
	static Stage hasty(Row row) {
		return new Stage(row,
				CorralConfig.defaults()
					.withLeakAfter(Duration.ofMillis(100))
					.withCheckInterval(Duration.ofMillis(20))
					.withCancelGrace(Duration.ofMillis(100)));
	}

	// Proves, and suspects nobody
	static Stage proving(Row row) {
		return new Stage(row,
				CorralConfig.defaults().withProveUnreachable(true).withCancelGrace(Duration.ofMillis(100)));
	}

	// Proves, and suspects soon
	static Stage hastyProving(Row row) {
		return new Stage(row,
				CorralConfig.defaults()
					.withProveUnreachable(true)
					.withLeakAfter(Duration.ofMillis(100))
					.withCheckInterval(Duration.ofMillis(50))
					.withCancelGrace(Duration.ofMillis(100)));
	}

	// Suspects nobody who ends by himself, be the machine ever so busy
	static Stage calm(Row row) {
		return new Stage(row,
				CorralConfig.defaults().withLeakAfter(Duration.ofSeconds(5)).withCheckInterval(Duration.ofMillis(100)));
	}

	Row row() {
		return this.row;
	}

	Corral corral() {
		return this.corral;
	}

	/** Waits until each expected task, and no other, lives on under a right verdict. */
	void awaitLeaks() {
		until("the leaks are found and all else has ended",
				() -> this.row.leaks().stream().allMatch(this::isFound) && live() == this.row.leaked());
		assertThat(this.corral.monitor().recentLeaks()).as("verdicts")
			.allMatch((verdict) -> this.row.leaks().stream().anyMatch((leak) -> isExpected(leak, verdict)));
	}

	private static boolean isExpected(Leak leak, RecentLeak verdict) {
		return leak.isShownBy(verdict) || leak.isForeshadowedBy(verdict);
	}

	private boolean isFound(Leak leak) {
		return this.corral.monitor()
			.recentLeaks()
			.stream()
			.filter((verdict) -> verdict.endedAt() == null && leak.isShownBy(verdict))
			.mapToLong(RecentLeak::task)
			.distinct()
			.count() == leak.count();
	}

	/**
	 * Waits until a task launched now is stuck: all that is older was looked at as often.
	 */
	void awaitLooks() {
		CountDownLatch over = new CountDownLatch(1);
		this.corral.launch(WITNESS, over::await);
		until("the watcher has looked",
				() -> this.corral.monitor()
					.leaks(WITNESS)
					.getOrDefault(LeakReason.STUCK, LeakCounts.ZERO)
					.found() == 1);
		over.countDown();
	}

	List<RecentLeak> verdicts() {
		return this.corral.monitor()
			.recentLeaks()
			.stream()
			.filter((verdict) -> !verdict.name().equals(WITNESS))
			.toList();
	}

	/**
	 * Waits until the counters say that every task has settled, or was proved, and gave
	 * back everything.
	 */
	void awaitNothingLeft() {
		until("nothing is left", this::isNothingLeft);
	}

	boolean isNothingLeft() {
		Counts counts = this.corral.counts();
		return counts.launched() == counts.settled() + counts.unreachable() && live() == 0 && counts.ending() == 0
				&& counts.leaked() == 0 && this.corral.monitor().openScopes() == 0
				&& this.corral.monitor().count(TaskFilter.all().withStacks(false)) == 0;
	}

	/** After a release: waits for what it ends, or cancels what it does not. */
	void endAll() {
		if (!this.row.kept()) {
			cancelAll();
		}
		awaitNothingLeft();
	}

	void cancelAll() {
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all().withStacks(false))) {
			for (Optional<TaskSnapshot> next = cursor.next(); next.isPresent(); next = cursor.next()) {
				this.corral.monitor().cancel(next.get().id(), "the run is over");
			}
		}
	}

	long live() {
		Counts counts = this.corral.counts();
		return counts.live() + counts.queued();
	}

	void until(String what, BooleanSupplier condition) {
		long begin = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - begin > PATIENCE.toNanos()) {
				throw new AssertionError(what + ": not so after " + PATIENCE + System.lineSeparator()
						+ this.corral.counts() + System.lineSeparator() + dump());
			}
			LockSupport.parkNanos(POLL.toNanos());
		}
	}

	private String dump() {
		StringBuilder dump = new StringBuilder();
		this.corral.dumps().write(TaskFilter.all().withLeakedFirst(), 10, dump);
		return dump.toString();
	}

	@Override
	public void close() {
		this.corral.close();
	}

}
