package dev.corral.internal.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.OutcomeDecider;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;

/**
 * Looks for leaks, on one thread. A look walks over old tasks only, and takes stacks only
 * of tasks past their threshold. Runs no user code. Thread-safe.
 */
public final class Watcher {

	/** How often lanes are checked after the close, a tenth of a second apart. */
	private static final int MOST_LOOKS_AT_THE_END = 600;

	/** One look in so many visits all tasks past the grace, also when none is ending. */
	private static final int LOOKS_FOR_MISSED = 6;

	private final Backend backend;

	private final long checkInterval;

	private final Registry<SupervisedTask<?>> registry;

	private final OutcomeDecider decider;

	private final CallbackExecutor callbacks;

	private final Leaks leaks;

	private final LeakAges ages;

	/** {@code null} outside proof mode. */
	private final @Nullable Proofs proofs;

	/**
	 * Starts threads that could not start, and repeats steps that failed. Walked over
	 * without an iterator: there may be no memory.
	 */
	private final List<Runnable> upkeep;

	private final CarrierWatch carriers;

	private final Deadlocks deadlocks;

	private final NearLimit nearLimit;

	private final Stragglers stragglers;

	private final Suspects suspects;

	private final Queue<SupervisedTask<?>> overdue = new ConcurrentLinkedQueue<>();

	private final HelperThread helper;

	private int looks;

	/** Made once: a step may be due while there is no memory. */
	private final Runnable judgeStep = this::judgeOverdue;

	private final Runnable lookStep = this::look;

	private final Runnable helpStep;

	private final Runnable deadlockStep = this::searchDeadlocks;

	/** Whether tasks are stuck on a lock, as seen by the look that is going on. */
	private boolean stuck;

	/** Whether one of them was found by that look. */
	private boolean newlyStuck;

	private volatile boolean stopped;

	/**
	 * Makes the watcher of a launcher; it does not run yet.
	 * @param environment backend, configuration and clock of the launcher
	 * @param registry the tasks it looks at
	 * @param decider makes up for steps that were missed
	 * @param callbacks writes its lines
	 * @param leaks keeps the verdicts
	 * @param ages knows from which age on tasks are watched
	 * @param proofs {@code null} outside proof mode
	 * @param nearLimit warns when the launcher gets full
	 * @param upkeep what every look begins with; a step that fails is repeated by the
	 * next
	 */
	public Watcher(Environment environment, Registry<SupervisedTask<?>> registry, OutcomeDecider decider,
			CallbackExecutor callbacks, Leaks leaks, LeakAges ages, @Nullable Proofs proofs, NearLimit nearLimit,
			List<Runnable> upkeep) {
		this.backend = environment.backend();
		this.checkInterval = environment.config().checkInterval().toNanos();
		this.registry = registry;
		this.decider = decider;
		this.callbacks = callbacks;
		this.leaks = leaks;
		this.ages = ages;
		this.proofs = proofs;
		this.nearLimit = nearLimit;
		this.upkeep = List.copyOf(upkeep);
		this.carriers = new CarrierWatch(this.backend, this::log);
		this.deadlocks = new Deadlocks(this.backend, registry, callbacks, leaks);
		this.stragglers = new Stragglers(this.backend, decider.graceNanos());
		this.suspects = new Suspects(this.backend, leaks, ages, proofs, this.stragglers, callbacks);
		this.helpStep = callbacks::look;
		this.helper = new HelperThread(this.backend, "corral-watcher", this::run, () -> !this.stopped);
	}

	// Starts it, also when it could not start before or has died
	public void ensureRunning() {
		this.helper.ensureRunning();
	}

	public void stop() {
		this.stopped = true;
		this.helper.wakeIfRunning();
	}

	// By the deadline thread: the grace of an interrupted task is over
	public void overdue(SupervisedTask<?> task) {
		this.overdue.add(task);
		this.helper.wake();
	}

	private void run() {
		long interval = this.checkInterval;
		long next = this.backend.nanoTime() + interval;
		while (!this.stopped) {
			guarded(this.judgeStep);
			long now = this.backend.nanoTime();
			if (now >= next) {
				guarded(this.lookStep);
				next = Math.max(next + interval, this.backend.nanoTime() + interval / 2);
			}
			else {
				Thread.interrupted();
				this.backend.park(this, next - now);
			}
		}
		helpLanes();
	}

	// After the close no other thread starts the lanes that have calls but no thread
	private void helpLanes() {
		for (int i = 0; i < MOST_LOOKS_AT_THE_END && this.callbacks.lacksThread(); i++) {
			guarded(this.helpStep);
			Thread.interrupted();
			this.backend.park(this, LaneWatch.RETRY);
		}
	}

	// There may be no memory for a line
	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			try {
				log(new LogLine(LogTopic.LEAK, Level.ERROR,
						"A step of the leak watcher failed; it is retried after a check interval (corral.leak.check-interval)",
						ex));
			}
			catch (Throwable again) {
				// The next failure tries again
			}
		}
	}

	private void judgeOverdue() {
		for (SupervisedTask<?> task = this.overdue.peek(); task != null; task = this.overdue.peek()) {
			judgeOverdue(task);
			this.overdue.poll();
		}
		logLeaks();
	}

	private void judgeOverdue(SupervisedTask<?> task) {
		LeakEvidence evidence = this.stragglers.evidence(task);
		if (evidence != null && !task.isGone()) {
			this.leaks.found(task, LeakReason.OVERDUE, evidence);
		}
		this.leaks.closeIfGone(task);
	}

	// After leaks were found
	public void logLeaks() {
		this.leaks.writeBy(this.callbacks);
	}

	// Young tasks are held by their records from the second look on
	private void lookForProofs(long launchedBefore) {
		if (this.proofs != null) {
			this.registry.age(launchedBefore);
			this.proofs.drain();
			this.proofs.seeUnseen();
		}
	}

	void look() {
		judgeOverdue();
		for (int i = 0; i < this.upkeep.size(); i++) {
			guarded(this.upkeep.get(i));
		}
		long now = this.backend.nanoTime();
		lookForProofs(now - this.checkInterval);
		long oldest = now - this.ages.least();
		long straggling = looksAtEnds() ? now - Math.min(this.ages.least(), this.decider.graceNanos()) : oldest;
		List<SupervisedTask<?>> runaways = new ArrayList<>();
		this.stuck = false;
		this.newlyStuck = false;
		StripesCursor<SupervisedTask<?>> cursor = this.registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null
				&& task.launchedAt <= straggling; task = cursor.next()) {
			lookAtEnd(task, now);
			if (task.launchedAt > oldest) {
				continue;
			}
			boolean found = this.suspects.look(task, now);
			if (task.leakReason() == LeakReason.RUNAWAY) {
				runaways.add(task);
			}
			boolean onLock = this.deadlocks.concerns(task);
			this.stuck |= onLock;
			this.newlyStuck |= onLock && found;
		}
		logLeaks();
		guarded(this.deadlockStep);
		this.nearLimit.look(now).ifPresent(this::log);
		this.carriers.warnOfRunaways(runaways);
		this.carriers.warnOfQueued(this.registry, now - this.checkInterval);
	}

	// Whether this look visits all tasks that are older than the grace: some are ending,
	// or it is time to look for timeouts that were missed
	private boolean looksAtEnds() {
		this.looks++;
		return this.looks % LOOKS_FOR_MISSED == 0 || this.registry.counts().ending() > 0;
	}

	// Makes up for missed steps of a task; finds one that is overdue although no deadline
	// thread has reported it
	private void lookAtEnd(SupervisedTask<?> task, long now) {
		boolean overdue = this.decider.makeUp(task, now) || this.stragglers.isKept(task, now);
		LeakVerdict standing = task.verdict();
		if (overdue && (standing == null || !standing.certain())) {
			judgeOverdue(task);
		}
	}

	private void searchDeadlocks() {
		this.deadlocks.look(this.stuck, this.newlyStuck);
		logLeaks();
	}

	// An appender may block: that must not hold the next verdict
	private void log(Runnable line) {
		this.callbacks.log(line);
	}

}
