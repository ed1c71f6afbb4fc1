package dev.corral;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.RecentLeak;
import dev.corral.time.Backend;

/** Finds, promotes and ends verdicts, and keeps their books. */
final class Leaks {

	/*-
	 * A task has one verdict at a time, under the monitor of its watch:
	 *
	 * none ──> STUCK | RUNAWAY ──> none      a suspicion ends when another sight is seen
	 *   └────────────┴──> OVERDUE | DEADLOCKED
	 *                                        certain: ends with the task, never goes back, and
	 *                                        no other certain one follows it
	 *
	 * A proof (UNREACHABLE) comes when the task is collected, ends what stood and is told once.
	 * Settling closes the watch, so that no verdict comes after the task.
	 */

	private final Backend backend;

	private final Listeners listeners;

	private final LeakLog log;

	private final Recent<RecentLeak> recent;

	Leaks(Backend backend, Listeners listeners, int recent) {
		this.backend = backend;
		this.listeners = listeners;
		this.log = new LeakLog(backend::nanoTime);
		this.recent = new Recent<>(recent);
	}

	// Has the teller write what is due of the leaks found by now
	void writeBy(Teller teller) {
		if (this.log.prepare()) {
			teller.tellInOrder(this.log);
		}
	}

	// By the closer: what was held back is written now
	void close() {
		this.log.close();
	}

	List<RecentLeak> recent() {
		return this.recent.list();
	}

	// False when the verdict stood already or may not follow the one that stands
	boolean found(SupervisedTask<?> task, LeakReason reason, Evidence evidence) {
		Watch watch = task.watch();
		synchronized (watch) {
			LeakVerdict standing = watch.verdict;
			if (watch.closed || (standing != null && (standing.reason() == reason || standing.certain()))) {
				return false;
			}
			if (standing != null) {
				end(task.tally.book, watch);
			}
			LeakVerdict verdict = new LeakVerdict(reason, this.backend.now(), evidence.waitsFor(), evidence.stack());
			RecentLeak story = new RecentLeak(task.id(), task.name(), reason, verdict.since(), task.launchSite(),
					task.lineage, evidence.waitsFor(), evidence.stack(), null);
			watch.verdict = verdict;
			watch.story = story;
			task.tally.book.leakFound(reason, watch.found.add(reason));
			this.recent.add(story);
			this.listeners.tellLater(new TaskEvent.LeakFound(story));
			this.log.add(task.tally.book.name(), story);
			return true;
		}
	}

	// Another sight was seen: a suspicion ends, a certain verdict stands
	boolean cleared(SupervisedTask<?> task) {
		Watch watch = task.watch();
		synchronized (watch) {
			LeakVerdict standing = watch.verdict;
			if (standing == null || standing.certain()) {
				return false;
			}
			end(task.tally.book, watch);
			return true;
		}
	}

	// The task is gone: its verdict is told once and stands for nothing that lives
	RecentLeak proved(TaskRecord record) {
		Watch known = record.watch();
		Watch watch = (known != null) ? known : new Watch();
		synchronized (watch) {
			watch.closed = true;
			end(record.tally.book, watch);
			Evidence seen = record.seen();
			RecentLeak story = new RecentLeak(record.id, record.name(), LeakReason.UNREACHABLE, this.backend.now(),
					record.launchSite(), record.lineage, seen.waitsFor(), seen.stack(), null);
			record.tally.book.leakProved();
			this.recent.add(story);
			this.listeners.tellLater(new TaskEvent.LeakFound(story));
			this.log.add(record.tally.book.name(), story);
			return story;
		}
	}

	void settled(SupervisedTask<?> task, Watch watch) {
		synchronized (watch) {
			watch.closed = true;
			if (watch.verdict != null) {
				end(task.tally.book, watch);
			}
		}
	}

	// Under the monitor of the watch; what it calls takes locks that hold no other
	private void end(NameBook book, Watch watch) {
		RecentLeak story = watch.story;
		watch.verdict = null;
		watch.story = null;
		if (story == null) {
			return;
		}
		RecentLeak over = story.endedAt(this.backend.now());
		book.leakEnded(story.reason(), watch.ended.add(story.reason()));
		this.recent.replaceAll((item) -> same(item, story) ? over : item);
		this.listeners.tellLater(new TaskEvent.LeakEnded(over));
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean same(@Nullable RecentLeak one, RecentLeak other) {
		return one == other;
	}

}
