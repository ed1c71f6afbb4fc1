package dev.corral.internal.leak;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.RecentList;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.RecentLeak;

/** Finds, promotes and ends verdicts, and keeps their counters. */
public final class Leaks {

	/*-
	 * A task has one verdict at a time, under the lock of its watch:
	 *
	 * none ──> STUCK | RUNAWAY ──> none      a suspicion ends when the task has moved on
	 *   └────────────┴──> OVERDUE | DEADLOCKED
	 *                                        certain: ends with the task, never goes back, and
	 *                                        no other certain one follows it
	 *
	 * A proof (UNREACHABLE) comes when the task is collected, ends the verdict before it and is reported once.
	 * Settling closes the watch, so that no verdict comes after the task.
	 */

	private final Backend backend;

	private final Listeners listeners;

	private final LeakLog log;

	private final RecentList<RecentLeak> recent;

	/** Watches whose ended verdict has not been reported yet, linked by themselves. */
	private final AtomicReference<@Nullable LeakState> unreported = new AtomicReference<>();

	public Leaks(Backend backend, Listeners listeners, int recent) {
		this.backend = backend;
		this.listeners = listeners;
		this.log = new LeakLog(backend::nanoTime);
		this.recent = new RecentList<>(recent);
	}

	// Has the callback executor write the lines that are due
	void writeBy(CallbackExecutor callbacks) {
		if (!this.log.prepare()) {
			return;
		}
		boolean handedOver = false;
		try {
			callbacks.logAlways(this.log);
			handedOver = true;
		}
		finally {
			if (!handedOver) {
				this.log.begin();
			}
		}
	}

	// By the closer: what was held back is due now
	public void close(CallbackExecutor callbacks) {
		this.log.close();
		callbacks.logAlways(this.log);
	}

	public List<RecentLeak> recent() {
		return this.recent.list();
	}

	// False when the verdict stood already or may not follow the one that stands
	public boolean found(SupervisedTask<?> task, LeakReason reason, LeakEvidence evidence) {
		LeakState watch = task.leakState();
		NameStats stats = task.counters.stats;
		logOwed(stats, watch);
		Instant now = this.backend.now();
		LeakVerdict verdict = new LeakVerdict(reason, now, evidence.waitsFor(), evidence.stack());
		RecentLeak story = new RecentLeak(task.id(), task.name(), reason, now, task.launchSite(), task.lineage,
				evidence.waitsFor(), evidence.stack(), null);
		watch.lock.lock();
		try {
			LeakVerdict standing = watch.verdict;
			if (watch.closed || (standing != null && (standing.reason() == reason || standing.certain()))) {
				return false;
			}
			if (standing != null) {
				end(stats, watch, now);
			}
			this.recent.add(story);
			watch.verdict = verdict;
			watch.story = story;
			watch.unlogged = story;
			stats.leakFound(reason, watch.found.add(reason));
			this.listeners.prepare(new TaskEvent.LeakFound(story));
		}
		finally {
			watch.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		logOwed(stats, watch);
		return true;
	}

	// When there was no memory for a line, the next look at the task writes it
	private void logOwed(NameStats stats, LeakState watch) {
		RecentLeak unlogged = watch.unlogged;
		if (unlogged != null) {
			this.log.add(stats.name(), unlogged, watch);
			watch.unlogged = null;
		}
	}

	// The task has moved on: a suspicion ends, a certain verdict stands
	boolean cleared(SupervisedTask<?> task) {
		LeakState watch = task.leakState();
		Instant now = this.backend.now();
		watch.lock.lock();
		try {
			LeakVerdict standing = watch.verdict;
			if (standing == null || standing.certain()) {
				return false;
			}
			end(task.counters.stats, watch, now);
		}
		finally {
			watch.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		return true;
	}

	// The task is gone: its verdict is reported once and stands for nothing that lives
	public RecentLeak proved(TaskRecord record) {
		LeakState known = record.leakState();
		LeakState watch = (known != null) ? known : new LeakState();
		Instant now = this.backend.now();
		LeakEvidence seen = record.seen();
		RecentLeak story = new RecentLeak(record.id, record.name(), LeakReason.UNREACHABLE, now, record.launchSite(),
				record.lineage, seen.waitsFor(), seen.stack(), null);
		watch.lock.lock();
		try {
			watch.closed = true;
			end(record.counters.stats, watch, now);
			this.recent.add(story);
			record.counters.stats.leakProved();
			this.listeners.prepare(new TaskEvent.LeakFound(story));
		}
		finally {
			watch.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		this.log.add(record.counters.stats.name(), story, watch);
		return story;
	}

	/**
	 * Ends the verdict of a task that is gone. The counters come first, since they need
	 * no memory. When there is none for the event, the next look reports it.
	 * @param task the task
	 * @param watch what was kept of it
	 */
	public void settled(SupervisedTask<?> task, LeakState watch) {
		RecentLeak story;
		watch.lock.lock();
		try {
			watch.closed = true;
			story = watch.story;
			watch.verdict = null;
			watch.story = null;
			if (story != null) {
				task.counters.stats.leakEnded(story.reason(), watch.ended.add(story.reason()));
				watch.endedLeak = story;
			}
		}
		finally {
			watch.lock.held = 0;
		}
		if (story != null) {
			reportEnd(watch);
		}
	}

	private void reportEnd(LeakState watch) {
		RecentLeak story = watch.endedLeak;
		boolean done = false;
		try {
			if (story != null) {
				RecentLeak over = story.endedAt(this.backend.now());
				this.recent.replace(story, over);
				this.listeners.prepare(new TaskEvent.LeakEnded(over));
			}
			watch.endedLeak = null;
			done = true;
		}
		catch (OutOfMemoryError ex) {
			// By the next look
		}
		finally {
			if (!done) {
				postpone(watch);
			}
		}
		this.listeners.notifyPrepared();
	}

	private void postpone(LeakState watch) {
		LeakState first;
		do {
			first = this.unreported.get();
			watch.nextUnreported = first;
		}
		while (!this.unreported.compareAndSet(first, watch));
	}

	// By the watcher: verdicts that ended while there was no memory to report it
	public void reportPostponed() {
		LeakState watch = this.unreported.getAndSet(null);
		while (watch != null) {
			LeakState next = watch.nextUnreported;
			watch.nextUnreported = null;
			try {
				reportEnd(watch);
			}
			catch (Throwable ex) {
				// It is in the list again
			}
			watch = next;
		}
	}

	// Under the lock of the watch. What needs memory comes last
	private void end(NameStats stats, LeakState watch, Instant now) {
		RecentLeak story = watch.story;
		watch.verdict = null;
		watch.story = null;
		if (story == null) {
			return;
		}
		stats.leakEnded(story.reason(), watch.ended.add(story.reason()));
		RecentLeak over = story.endedAt(now);
		this.recent.replace(story, over);
		this.listeners.prepare(new TaskEvent.LeakEnded(over));
	}

}
