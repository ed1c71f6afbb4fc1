package dev.corral;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.LaunchSite;
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

	private final Queue<SupervisedTask<?>> overdue = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	Watcher(Launcher launcher, Backend backend, Leaks leaks) {
		this.launcher = launcher;
		this.backend = backend;
		this.leaks = leaks;
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
		Findings findings = new Findings();
		for (SupervisedTask<?> task = this.overdue.poll(); task != null; task = this.overdue.poll()) {
			Thread suspect = task.thread;
			if (suspect != null && !task.isOver()
					&& this.leaks.found(task, LeakReason.OVERDUE, suspect.getStackTrace())) {
				findings.add(task);
			}
			closeIfOver(task);
		}
		findings.lines().forEach(this::say);
	}

	void look() {
		judgeOverdue();
		this.launcher.registry().catchUp();
		this.launcher.teller().replaceIfHeld(this.launcher.config().checkInterval().toNanos());
		long now = this.backend.nanoTime();
		long oldest = now - this.launcher.leakAges().least();
		Findings findings = new Findings();
		List<SupervisedTask<?>> runaways = new ArrayList<>();
		StripesCursor cursor = this.launcher.registry().cursor(0, Long.MAX_VALUE - 1);
		for (SupervisedTask<?> task = cursor.next(); task != null && task.launchedAt <= oldest; task = cursor.next()) {
			lookAt(task, now, findings);
			LeakVerdict verdict = task.verdict();
			if (verdict != null && verdict.reason() == LeakReason.RUNAWAY) {
				runaways.add(task);
			}
		}
		findings.lines().forEach(this::say);
		this.carriers.warnOfRunaways(runaways);
		this.carriers.warnOfQueued(this.launcher, now - this.launcher.config().checkInterval().toNanos());
	}

	private void lookAt(SupervisedTask<?> task, long now, Findings findings) {
		Thread suspect = task.thread;
		LeakVerdict standing = task.verdict();
		if (suspect == null || task.startedAt() == 0 || isExempt(task) || task.isDone()
				|| task.phase() == TaskState.RESTING || now - task.startedAt() < this.launcher.leakAges().of(task)
				|| (standing != null && standing.certain())) {
			return;
		}
		StackTraceElement[] frames = suspect.getStackTrace();
		LeakReason reason = task.watch().suspicion.look(suspect.getState(), frames);
		if (reason == null || isOwnWait(task, reason)) {
			if (this.leaks.cleared(task)) {
				String moved = task.toString();
				say(() -> logger.info("{} is no longer suspected of a leak", moved));
			}
		}
		else if (this.leaks.found(task, reason, frames)) {
			findings.add(task);
		}
		closeIfOver(task);
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

	/** What one look found: equal leaks are one line in the log. */
	private static final class Findings {

		private final Map<Kind, List<SupervisedTask<?>>> found = new LinkedHashMap<>();

		void add(SupervisedTask<?> task) {
			LeakVerdict verdict = task.verdict();
			if (verdict != null) {
				this.found
					.computeIfAbsent(new Kind(task.tally.book.name(), verdict.reason(), task.launchSite()),
							(kind) -> new ArrayList<>())
					.add(task);
			}
		}

		List<Runnable> lines() {
			List<Runnable> lines = new ArrayList<>();
			this.found.forEach((kind, tasks) -> {
				SupervisedTask<?> first = tasks.get(0);
				LeakVerdict verdict = first.verdict();
				if (verdict != null) {
					String others = (tasks.size() > 1) ? " and " + (tasks.size() - 1) + " more" : "";
					String leaked = first.toString();
					lines.add(() -> logger.warn("Leaked: {}{} is {}, launched by {}{}", leaked, others, kind.reason(),
							kind.site(), Frames.lines(verdict.stack())));
				}
			});
			return lines;
		}

	}

	/**
	 * What makes two leaks equal.
	 *
	 * @param name the name of their books
	 * @param reason their reason
	 * @param site who launched them
	 */
	private record Kind(String name, LeakReason reason, LaunchSite site) {

	}

}
