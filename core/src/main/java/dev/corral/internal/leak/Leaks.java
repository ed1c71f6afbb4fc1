package dev.corral.internal.leak;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.RecentList;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;
import dev.corral.internal.util.Durations;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentLeak;

/** Starts and ends the verdicts on tasks, counts them and reports them. Thread-safe. */
public final class Leaks {

	/*-
	 * A task has one verdict at a time, under the lock of its state:
	 *
	 * none ──> STUCK | RUNAWAY ──> none      a suspicion ends when the task has moved on
	 *   └────────────┴──> OVERDUE | DEADLOCKED
	 *                                        certain: ends with the task, never goes back, and
	 *                                        no other certain one follows it
	 *
	 * A proof (UNREACHABLE) comes when the task is collected, ends the verdict before it and is reported once.
	 * Settling closes the state, so that no verdict comes after the task.
	 */

	/** How much a line has of the reason of a cancel, in characters. */
	private static final int MAX_REASON = 200;

	private final Backend backend;

	private final Listeners listeners;

	private final LeakLineSchedule log;

	private final RecentList<RecentLeak> recent;

	/** Tasks whose ended verdict has not been reported yet, linked by themselves. */
	private final AtomicReference<@Nullable LeakState> unreported = new AtomicReference<>();

	public Leaks(Backend backend, Listeners listeners, int recent) {
		this.backend = backend;
		this.listeners = listeners;
		this.log = new LeakLineSchedule(backend::nanoTime);
		this.recent = new RecentList<>(recent);
	}

	// Has the callback executor write the lines that are due
	void writeBy(CallbackExecutor callbacks) {
		this.log.writeBy(callbacks);
	}

	// By the closer: waiting lines are due now
	public void close(CallbackExecutor callbacks) {
		this.log.closeBy(callbacks);
	}

	public List<RecentLeak> recent() {
		return this.recent.list();
	}

	// False when it has that verdict already, or one that no other may follow
	public boolean found(SupervisedTask<?> task, LeakReason reason, LeakEvidence evidence) {
		LeakState state = task.leakState();
		NameStats stats = task.counters.stats;
		logUnlogged(stats, state);
		if (state.mdc == null) {
			state.mdc = ContextPropagation.mdcOf(task.body);
		}
		if (reason == LeakReason.OVERDUE) {
			state.end = endOf(task.decided());
		}
		Instant now = this.backend.now();
		LeakVerdict verdict = new LeakVerdict(reason, now, evidence.waitsFor(), evidence.stack());
		RecentLeak leak = new RecentLeak(task.id(), task.name(), reason, now, task.launchSite(), task.lineage,
				evidence.waitsFor(), evidence.stack(), null);
		state.lock.lock();
		try {
			LeakVerdict standing = state.verdict;
			if (state.closed || (standing != null && (standing.reason() == reason || standing.certain()))) {
				return false;
			}
			if (standing != null) {
				end(stats, state, now);
			}
			this.recent.add(leak);
			state.verdict = verdict;
			state.leak = leak;
			state.unlogged = leak;
			stats.leakFound(reason, state.found.add(reason));
			this.listeners.prepare(new TaskEvent.LeakFound(leak));
		}
		finally {
			state.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		logUnlogged(stats, state);
		return true;
	}

	private static String endOf(@Nullable Outcome<?> outcome) {
		return switch (outcome) {
			case Outcome.TimedOut<?> timeout -> "timed out after " + Durations.text(timeout.limit());
			case Outcome.Cancelled<?> cancel ->
				"cancelled: " + Printable.of(Printable.cut(cancel.reason(), MAX_REASON));
			case null, default -> "ended";
		};
	}

	// When there was no memory for a line, the next look at the task writes it
	private void logUnlogged(NameStats stats, LeakState state) {
		RecentLeak unlogged = state.unlogged;
		if (unlogged != null) {
			this.log.add(stats.name(), unlogged, state);
			state.unlogged = null;
		}
	}

	// The task has moved on: a suspicion ends, a certain verdict stands
	boolean cleared(SupervisedTask<?> task) {
		LeakState state = task.leakState();
		Instant now = this.backend.now();
		state.lock.lock();
		try {
			LeakVerdict standing = state.verdict;
			if (standing == null || standing.certain()) {
				return false;
			}
			end(task.counters.stats, state, now);
		}
		finally {
			state.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		return true;
	}

	// The task is gone: its verdict is reported once and is not current
	public RecentLeak proved(TaskRecord record) {
		LeakState known = record.leakState();
		LeakState state = (known != null) ? known : new LeakState();
		if (state.mdc == null) {
			state.mdc = record.mdc();
		}
		Instant now = this.backend.now();
		LeakEvidence seen = record.seen();
		RecentLeak leak = new RecentLeak(record.id, record.name(), LeakReason.UNREACHABLE, now, record.launchSite(),
				record.lineage, seen.waitsFor(), seen.stack(), null);
		state.lock.lock();
		try {
			state.closed = true;
			end(record.counters.stats, state, now);
			this.recent.add(leak);
			record.counters.stats.leakProved();
			this.listeners.prepare(new TaskEvent.LeakFound(leak));
		}
		finally {
			state.lock.held = 0;
		}
		this.listeners.notifyPrepared();
		this.log.add(record.counters.stats.name(), leak, state);
		return leak;
	}

	// A task that is gone without having seen its leak state has not ended its verdict
	void closeIfGone(SupervisedTask<?> task) {
		LeakState state = task.leakStateIfAny();
		if (task.isGone() && state != null) {
			settled(task, state);
		}
	}

	/**
	 * Ends the verdict of a task that is gone. The counters come first, since they need
	 * no memory. When there is none for the event, the next look reports it.
	 * @param task the task
	 * @param state what was kept of it
	 */
	public void settled(SupervisedTask<?> task, LeakState state) {
		RecentLeak leak;
		state.lock.lock();
		try {
			state.closed = true;
			leak = state.leak;
			state.verdict = null;
			state.leak = null;
			if (leak != null) {
				task.counters.stats.leakEnded(leak.reason(), state.ended.add(leak.reason()));
				state.endedLeak = leak;
			}
		}
		finally {
			state.lock.held = 0;
		}
		if (leak != null) {
			reportEnd(state);
		}
	}

	private void reportEnd(LeakState state) {
		RecentLeak leak = state.endedLeak;
		boolean done = false;
		try {
			if (leak != null) {
				RecentLeak over = leak.endedAt(this.backend.now());
				this.recent.replace(leak, over);
				this.listeners.prepare(new TaskEvent.LeakEnded(over));
			}
			state.endedLeak = null;
			done = true;
		}
		catch (OutOfMemoryError ex) {
			// By the next look
		}
		finally {
			if (!done) {
				postpone(state);
			}
		}
		this.listeners.notifyPrepared();
	}

	private void postpone(LeakState state) {
		LeakState first;
		do {
			first = this.unreported.get();
			state.nextUnreported = first;
		}
		while (!this.unreported.compareAndSet(first, state));
	}

	// By the watcher: verdicts that ended while there was no memory to report it
	public void reportPostponed() {
		LeakState state = this.unreported.getAndSet(null);
		while (state != null) {
			LeakState next = state.nextUnreported;
			state.nextUnreported = null;
			try {
				reportEnd(state);
			}
			catch (Throwable ex) {
				// It is in the list again
			}
			state = next;
		}
	}

	// Under the lock of the state. What needs memory comes last
	private void end(NameStats stats, LeakState state, Instant now) {
		RecentLeak leak = state.leak;
		state.verdict = null;
		state.leak = null;
		if (leak == null) {
			return;
		}
		stats.leakEnded(leak.reason(), state.ended.add(leak.reason()));
		RecentLeak over = leak.endedAt(now);
		this.recent.replace(leak, over);
		this.listeners.prepare(new TaskEvent.LeakEnded(over));
	}

}
