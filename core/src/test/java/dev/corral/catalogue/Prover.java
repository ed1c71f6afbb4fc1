package dev.corral.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import dev.corral.Corral;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has the garbage collector look at a stage. Nothing here holds a task: what is seen are
 * snapshots.
 */
final class Prover {

	/**
	 * So many collections are asked for before a proof counts as missing. One does,
	 * unless the watcher looks at the tasks while a collector marks beside it: what is
	 * looked at stays for that time.
	 */
	private static final int TRIES = 50;

	private static final String DOOMED = "doomed";

	private final Stage stage;

	private final Corral corral;

	private final List<Leak> leaks;

	private int collections;

	Prover(Stage stage) {
		this.stage = stage;
		this.corral = stage.corral();
		this.leaks = stage.row().leaks();
	}

	int collections() {
		return this.collections;
	}

	/**
	 * Waits until each task that is to leak is where it leaks, and all others have ended.
	 * A collection nobody asked for may already have proved some.
	 */
	void awaitPlaces() {
		this.stage.until("the leaks are where they should be", () -> {
			Map<String, List<TaskSnapshot>> live = snapshots(TaskFilter.all());
			return this.leaks.stream().allMatch((leak) -> atPlace(leak, live) + proved(leak) == leak.count())
					&& this.stage.live() + this.corral.counts().unreachable() == this.stage.row().leaked();
		});
	}

	private static long atPlace(Leak leak, Map<String, List<TaskSnapshot>> live) {
		return live.getOrDefault(leak.task(), List.of())
			.stream()
			.filter((task) -> leak.isShownIn(task.stack()) && (!leak.provable() || isBlocked(task)))
			.count();
	}

	/**
	 * Waits until each task that is to leak is suspected where it leaks.
	 * @return their ids, without those that a collection nobody asked for proved before
	 */
	Set<Long> awaitSuspicions() {
		this.stage.until("the leaks are suspected", () -> {
			List<RecentLeak> verdicts = this.corral.monitor().recentLeaks();
			return this.leaks.stream()
				.allMatch((leak) -> verdicts.stream()
					.filter((verdict) -> isStory(verdict, leak)
							|| (verdict.endedAt() == null && leak.isShownBy(verdict)))
					.mapToLong(RecentLeak::task)
					.distinct()
					.count() == leak.count())
					&& this.stage.live() + this.corral.counts().unreachable() == this.stage.row().leaked();
		});
		return this.corral.monitor()
			.recentLeaks()
			.stream()
			.filter((verdict) -> verdict.reason() != LeakReason.UNREACHABLE)
			.map(RecentLeak::task)
			.collect(Collectors.toSet());
	}

	private static boolean isStory(RecentLeak verdict, Leak leak) {
		return verdict.reason() == LeakReason.UNREACHABLE && verdict.name().equals(leak.task());
	}

	/** Waits until each task blocks, sleeps or has ended. */
	void awaitQuiet() {
		this.stage.until("all is quiet", () -> this.corral.counts().queued() == 0 && isQuiet());
	}

	private boolean isQuiet() {
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all().withStacks(false))) {
			boolean quiet = true;
			for (Optional<TaskSnapshot> next = cursor.next(); quiet && next.isPresent(); next = cursor.next()) {
				quiet = isBlocked(next.get());
			}
			return quiet;
		}
	}

	private static boolean isBlocked(TaskSnapshot task) {
		ThreadSnapshot thread = task.thread();
		return thread != null && switch (thread.state()) {
			case WAITING, TIMED_WAITING, BLOCKED -> true;
			case NEW, RUNNABLE, TERMINATED -> false;
		};
	}

	private Map<String, List<TaskSnapshot>> snapshots(TaskFilter filter) {
		try (TaskCursor cursor = this.corral.monitor().tasks(filter)) {
			List<TaskSnapshot> all = new ArrayList<>();
			for (Optional<TaskSnapshot> next = cursor.next(); next.isPresent(); next = cursor.next()) {
				all.add(next.get());
			}
			return all.stream().collect(Collectors.groupingBy(TaskSnapshot::name));
		}
	}

	/**
	 * Collects until what can be proved is proved, and once more when something is left;
	 * what is proved must be what was expected.
	 */
	void proveLeaks() {
		int provable = this.leaks.stream().filter(Leak::provable).mapToInt(Leak::count).sum();
		while (this.corral.counts().unreachable() < provable && this.collections < TRIES) {
			collect();
		}
		if (provable < this.stage.row().leaked()) {
			collect();
		}
		for (Leak leak : this.leaks) {
			assertThat(proved(leak)).as("proved of " + leak).isEqualTo(leak.provable() ? leak.count() : 0);
		}
		assertThat(this.corral.counts().unreachable()).as("proved of all").isEqualTo(provable);
		assertThat(this.stage.live()).as("what cannot be proved").isEqualTo(this.stage.row().leaked() - provable);
		assertThat(stories()).hasSize(provable)
			.allMatch((story) -> story.launchSite().className().startsWith(Leak.class.getPackageName()));
	}

	private void collect() {
		this.collections++;
		this.corral.monitor().proveUnreachable();
	}

	private long proved(Leak leak) {
		return stories().stream().filter((story) -> story.name().equals(leak.task())).count();
	}

	/** What was proved so far, the doomed not among it. */
	List<RecentLeak> stories() {
		return this.corral.monitor()
			.recentLeaks()
			.stream()
			.filter((story) -> story.reason() == LeakReason.UNREACHABLE && !story.name().equals(DOOMED))
			.toList();
	}

	/**
	 * Collects until a task is proved that is launched now and blocks for ever: whatever
	 * is older could have been proved as well.
	 */
	void proveDoomed() {
		long before = this.corral.monitor().counts(DOOMED).unreachable();
		this.corral.launch(DOOMED, () -> new CountDownLatch(1).await());
		this.stage.until("a task that blocks for ever is proved", () -> {
			collect();
			return this.corral.monitor().counts(DOOMED).unreachable() > before;
		});
	}

	void checkNothingProved() {
		assertThat(stories()).isEmpty();
		assertThat(this.corral.counts().unreachable()).isEqualTo(this.corral.monitor().counts(DOOMED).unreachable());
	}

	/** Collects until all tasks but the doomed have ended by themselves, and well. */
	void awaitSuccess() {
		this.stage.until("what the collector wakes has ended", () -> {
			proveDoomed();
			return this.stage.isNothingLeft();
		});
		Counts counts = this.corral.counts();
		assertThat(counts.succeeded()).isEqualTo(counts.launched() - this.corral.monitor().counts(DOOMED).launched());
		assertThat(counts.succeeded()).isPositive();
	}

	/**
	 * Cancels what could not be proved and waits until it is gone, but for what hears no
	 * cancel because its waker is: that alone is left.
	 */
	void endAll() {
		long lost = this.leaks.stream().filter(Leak::uninterruptible).mapToInt(Leak::count).sum();
		if (lost == 0) {
			this.stage.endAll();
			return;
		}
		this.stage.cancelAll();
		this.stage.until("what was cancelled has ended", () -> {
			Counts counts = this.corral.counts();
			return counts.live() == lost && counts.ending() == lost
					&& counts.launched() == counts.settled() + counts.unreachable() + lost;
		});
	}

}
