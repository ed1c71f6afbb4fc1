package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.LeakReason;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.time.Backend;

/**
 * The one thread that looks for leaks. A look walks over what is old, not over what is
 * live, and takes stacks only of tasks past their threshold. Runs no user code.
 */
final class Watcher implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Launcher launcher;

	private final Backend backend;

	private final Leaks leaks;

	private final CarrierWatch carriers = new CarrierWatch(this::say);

	private final Deadlocks deadlocks;

	private final NearLimit nearLimit;

	private final Queue<SupervisedTask<?>> overdue = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	Watcher(Launcher launcher, Backend backend, Leaks leaks) {
		this.launcher = launcher;
		this.backend = backend;
		this.leaks = leaks;
		this.deadlocks = new Deadlocks(launcher, backend);
		this.nearLimit = new NearLimit(launcher);
	}

	void start() {
		this.thread = this.backend.startDaemon("corral-watcher", this);
	}

	void stop() {
		this.stopped = true;
		wake();
	}

	// By the deadline thread: the grace of an interrupted task is over
	void overdue(SupervisedTask<?> task) {
		this.overdue.add(task);
		wake();
	}

	private void wake() {
		Thread waiting = this.thread;
		if (waiting != null) {
			this.backend.unpark(waiting);
		}
	}

	@Override
	public void run() {
		long interval = this.launcher.config().checkInterval().toNanos();
		long next = this.backend.nanoTime() + interval;
		while (!this.stopped) {
			guarded(this::judgeOverdue);
			long now = this.backend.nanoTime();
			if (now >= next) {
				guarded(this::look);
				next = Math.max(next + interval, this.backend.nanoTime() + interval / 2);
			}
			else {
				this.backend.park(this, next - now);
			}
		}
	}

	private static void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			Quietly.run(() -> logger.error("A look for leaks failed; the next one makes up for it", ex));
		}
	}

	private void judgeOverdue() {
		for (SupervisedTask<?> task = this.overdue.poll(); task != null; task = this.overdue.poll()) {
			Thread suspect = task.thread;
			if (suspect != null && !task.isOver()) {
				this.leaks.found(task, LeakReason.OVERDUE, Evidence.of(suspect, suspect.getStackTrace(), this.backend));
			}
			closeIfOver(task);
		}
		sayLeaks();
	}

	// By whoever has found some
	void sayLeaks() {
		this.leaks.writeBy(this.launcher.teller());
	}

	// Young tasks are held by their records from the second look on
	private void lookForProofs(long launchedBefore) {
		Proofs proofs = this.launcher.proofs();
		if (proofs == null) {
			return;
		}
		this.launcher.registry().age(launchedBefore);
		proofs.drain(this.launcher);
		proofs.sights().addUnseen(this.launcher, false);
	}

	void look() {
		judgeOverdue();
		this.launcher.registry().catchUp();
		this.launcher.teller().replaceIfHeld(this.launcher.config().checkInterval().toNanos());
		long now = this.backend.nanoTime();
		lookForProofs(now - this.launcher.config().checkInterval().toNanos());
		long oldest = now - this.launcher.leakAges().least();
		List<SupervisedTask<?>> runaways = new ArrayList<>();
		boolean stuck = false;
		boolean newlyStuck = false;
		StripesCursor cursor = this.launcher.registry().cursor(0, Long.MAX_VALUE - 1);
		for (SupervisedTask<?> task = cursor.next(); task != null && task.launchedAt <= oldest; task = cursor.next()) {
			boolean found = lookAt(task, now);
			LeakVerdict verdict = task.verdict();
			if (verdict != null && verdict.reason() == LeakReason.RUNAWAY) {
				runaways.add(task);
			}
			boolean onLock = this.deadlocks.concerns(task);
			stuck |= onLock;
			newlyStuck |= onLock && found;
		}
		sayLeaks();
		searchDeadlocks(stuck, newlyStuck);
		this.nearLimit.look(now).ifPresent(this::say);
		this.carriers.warnOfRunaways(runaways);
		this.carriers.warnOfQueued(this.launcher, now - this.launcher.config().checkInterval().toNanos());
	}

	private void searchDeadlocks(boolean stuck, boolean newlyStuck) {
		guarded(() -> {
			this.deadlocks.look(stuck, newlyStuck);
			sayLeaks();
		});
	}

	// True when it found a leak
	private boolean lookAt(SupervisedTask<?> task, long now) {
		Thread suspect = task.thread;
		LeakVerdict standing = task.verdict();
		if (suspect == null || task.startedAt() == 0 || isExempt(task) || task.isDone()
				|| task.phase() == TaskState.RESTING || now - task.startedAt() < this.launcher.leakAges().of(task)
				|| (standing != null && standing.certain())) {
			return false;
		}
		StackTraceElement[] frames = suspect.getStackTrace();
		Evidence evidence = Evidence.of(suspect, frames, this.backend);
		sample(task, evidence);
		LeakReason reason = task.watch().suspicion.look(suspect.getState(), frames);
		boolean found = false;
		if (reason == null || isOwnWait(task, reason)) {
			if (this.leaks.cleared(task)) {
				String moved = task.toString();
				say(() -> logger.info("{} is no longer suspected of a leak", moved));
			}
		}
		else {
			found = this.leaks.found(task, reason, evidence);
		}
		closeIfOver(task);
		return found;
	}

	private void sample(SupervisedTask<?> task, Evidence evidence) {
		Proofs proofs = this.launcher.proofs();
		if (proofs != null && task.home() instanceof TaskRecord record) {
			proofs.sights().add(record, evidence);
		}
	}

	// Closing or joining a scope is no work that runs away, though the wait is timed
	private static boolean isOwnWait(SupervisedTask<?> task, LeakReason reason) {
		return reason == LeakReason.RUNAWAY && task.waitingForChildren() > 0;
	}

	// An appender may block: that must not hold the next verdict
	private void say(Runnable line) {
		this.launcher.teller().tellEvent(line);
	}

	private static boolean isExempt(SupervisedTask<?> task) {
		return task.options.longRunning();
	}

	// A task that settled without seeing the watch has not closed it
	private void closeIfOver(SupervisedTask<?> task) {
		Watch watch = task.watchIfAny();
		if (task.isOver() && watch != null) {
			this.leaks.settled(task, watch);
		}
	}

}
