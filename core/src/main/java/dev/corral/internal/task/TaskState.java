package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.registry.Counters;
import dev.corral.internal.registry.RegistryEntry;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.registry.TaskEnd;
import dev.corral.internal.util.VarHandles;
import dev.corral.monitor.TaskStatus;

/**
 * The state machine of a task: its outcome, decided once, its phase, and those that wait
 * for either. Every transition is a method that returns whether this caller won it.
 */
public abstract class TaskState extends RegistryEntry {

	/*-
	 * Two variables, each with its own winner.
	 *
	 * outcome:  null ──> decided            one CAS; callers are free from here on
	 *
	 * phase:    NEW ──> QUEUED ──> RUNNING ────────────────────────> UNWOUND ──> SETTLED ──> GONE
	 *                     │         │ ▲  ├──────── adopted ──────┐           │       ▲
	 *                     │         │ ▲  └──> INTERRUPTING ──> INTERRUPTED ──┤       │
	 *                     │         ▼ │             └───────── grace ────────┘       │
	 *                     │       RESTING                                            │
	 *                     └──────────────────────────────────────────────────────────┘
	 *
	 * NEW          the launching thread is still linking; no other thread may settle it
	 * QUEUED       linked; the task's thread takes it to RUNNING, or the canceller to SETTLED
	 * RUNNING      the body may be on the stack
	 * RESTING      between two attempts: predicate, handlers and backing off; never interrupted by us.
	 *              A task that is decided there, or gives up, goes to UNWOUND from here
	 * INTERRUPTING a thread of Interrupts is inside Thread.interrupt(); the task's thread waits for
	 *              it, but no longer than the grace: then it leaves, and the rest of the task's end
	 *              runs on the callback executor
	 * INTERRUPTED  it has returned; or that of a lost attempt serves for the task (AttemptDeadline)
	 * UNWOUND      the body is off the stack: handlers and listeners are never interrupted by us
	 * SETTLED      the thread that took it here gives slot, registry entry and deadline back
	 * GONE         all of it is given back; it leaves its scope
	 *
	 * published: false ──> true            by the outcome's winner, when counters and scope include it
	 *
	 * The task's thread unwinds and then reads `published`; the winner writes it and then reads
	 * the phase. So no callback that follows the body runs before the counters are right, and
	 * the task does not settle before the counters include its outcome.
	 *
	 * The outcome's winner asks for one interrupt; a closer does so for a task that was cancelled
	 * without. Of all requests one takes the phase to INTERRUPTING, so there is at most one
	 * interrupt, and the hand-shake keeps it from arriving after the body. The thread of a
	 * resting task reads the outcome after it has taken the phase to RESTING, and again
	 * after it has taken it back to RUNNING; the outcome's winner reads the phase after its
	 * decision, unparks a resting thread and interrupts a running one. So a task that is
	 * decided while it rests neither sleeps on nor begins another attempt unseen.
	 *
	 * A body may answer its outcome before the interrupt: it polls, or onCancel closes what it reads.
	 * So an interrupt that has not begun when the body leaves (Interrupts.isFlagged), or whose flag
	 * arrives while it unwinds, counts as the flag. One that the body has swallowed does not.
	 */

	/** The launching thread is still linking it. */
	public static final byte NEW = 0;

	static final byte QUEUED = 1;

	/** The body may be on the stack. */
	public static final byte RUNNING = 2;

	/** Between two attempts. */
	public static final byte RESTING = 3;

	/** A thread is inside its interrupt. */
	public static final byte INTERRUPTING = 4;

	/** The interrupt has returned. */
	public static final byte INTERRUPTED = 5;

	/** The body is off the stack. */
	public static final byte UNWOUND = 6;

	static final byte SETTLED = 7;

	/** All of it is given back. */
	public static final byte GONE = 8;

	private static final VarHandle PHASE = VarHandles.of(MethodHandles.lookup(), "phase", byte.class);

	private static final VarHandle OUTCOME = VarHandles.of(MethodHandles.lookup(), "outcome", Outcome.class);

	private static final VarHandle PUBLISHED = VarHandles.of(MethodHandles.lookup(), "published", boolean.class);

	private static final VarHandle WAITERS = VarHandles.of(MethodHandles.lookup(), "waiters", Waiters.class);

	private static final boolean LOOK_WAITS_FOR_INTERRUPT = Runtime.version().feature() < 25;

	private volatile byte phase;

	private volatile @Nullable Outcome<?> outcome;

	/** Whether counters and scope include the outcome. */
	private volatile boolean published;

	/** Set once, by the first thread that waits. */
	private volatile @Nullable Waiters waiters;

	/** Set by the launching thread before the task is queued, cleared when it is gone. */
	public @Nullable Thread thread;

	/** Whether its panic is that of a joined task; written by its thread. */
	public boolean propagated;

	/** Whether the body left with the flag set or to come; for the task's own thread. */
	boolean leftInterrupted;

	/** Whether it, or its attempt, was ended before the body left; for its own thread. */
	public boolean leftLate;

	/**
	 * Whether the runner is on the stack; for the task's own thread, and for others once
	 * that is dead.
	 */
	boolean inRunner;

	public TaskState(StripeCounters counters, long launchedAt) {
		super(counters, launchedAt);
	}

	final TaskHost host() {
		return (TaskHost) this.counters.host;
	}

	public final Environment environment() {
		return host().environment();
	}

	public final int phase() {
		return this.phase;
	}

	public final @Nullable Outcome<?> decided() {
		return this.outcome;
	}

	public final boolean isDone() {
		return this.outcome != null;
	}

	public final TaskStatus status() {
		Outcome<?> ended = this.outcome;
		if (ended != null) {
			return isGone() ? statusOf(ended) : TaskStatus.ENDING;
		}
		int at = this.phase;
		return (at <= QUEUED) ? TaskStatus.QUEUED : (at == RESTING) ? TaskStatus.BACKING_OFF : TaskStatus.RUNNING;
	}

	@Override
	public final int steps() {
		boolean decided = this.outcome != null;
		int at = this.phase;
		int steps = decided ? Counters.DECIDED : 0;
		if (at != NEW) {
			steps |= (at > QUEUED) ? Counters.LAUNCHED | Counters.STARTED : Counters.LAUNCHED;
		}
		return steps;
	}

	@Override
	public final @Nullable TaskEnd endedAs() {
		Outcome<?> ended = this.outcome;
		return (ended != null) ? TaskEnd.of(ended, this.propagated) : null;
	}

	public static TaskStatus statusOf(Outcome<?> outcome) {
		return TaskEnd.of(outcome, false).status();
	}

	// By any thread: the one decision.
	public final boolean tryDecide(Outcome<?> value) {
		return this.outcome == null && OUTCOME.compareAndSet(this, null, value);
	}

	// By the outcome's winner; returns whether the task's thread may wait for it.
	// Waiters are read after this, so it is a volatile write.
	public final boolean markPublished() {
		this.published = true;
		return this.phase >= UNWOUND;
	}

	// By the task's own thread when it is the outcome's winner: it need not be woken. A
	// closer may interrupt at this very moment; then the phase stays, and unwinding waits
	// for that. Waiters are read after this: the CAS orders the first write before
	final void markPublishedByOwn() {
		PUBLISHED.setRelease(this, true);
		if (!PHASE.compareAndSet(this, RUNNING, UNWOUND)) {
			VarHandle.fullFence();
		}
	}

	public final boolean isPublished() {
		return this.published;
	}

	// By the launching thread, for a task that never runs
	public final void settleUnstarted(Outcome<?> value) {
		this.outcome = value;
		this.phase = GONE;
	}

	// By the launching thread, when everything is linked. Whoever ends all tasks finds
	// this one in the registry, or the launching thread reads the cause afterwards
	public final void markQueued() {
		PHASE.setRelease(this, QUEUED);
	}

	public final boolean tryBegin() {
		return PHASE.compareAndSet(this, QUEUED, RUNNING);
	}

	// By the thread that decided the outcome of a task that has not started
	public final boolean trySettleQueued() {
		return PHASE.compareAndSet(this, QUEUED, SETTLED);
	}

	// By the task's own thread; false when an outcome's winner interrupts.
	public final boolean tryRest() {
		return PHASE.compareAndSet(this, RUNNING, RESTING);
	}

	public final void endRest() {
		this.phase = RUNNING;
	}

	// By the interrupting thread, before it interrupts
	public final boolean tryStartInterrupt() {
		return PHASE.compareAndSet(this, RUNNING, INTERRUPTING);
	}

	// By the interrupting thread, afterwards; the task's thread may have left meanwhile
	public final void markInterrupted() {
		PHASE.compareAndSet(this, INTERRUPTING, INTERRUPTED);
	}

	// By the outcome's winner: the body was interrupted for its attempt, and is not again
	public final boolean tryAdoptInterrupt() {
		return PHASE.compareAndSet(this, RUNNING, INTERRUPTED);
	}

	// By the task's own thread, which runs nothing of the user's after that
	final boolean tryLeaveInterrupt() {
		return PHASE.compareAndSet(this, INTERRUPTING, UNWOUND);
	}

	// By the task's own thread; false while an interrupt is on its way.
	public final boolean tryUnwind() {
		return PHASE.compareAndSet(this, RUNNING, UNWOUND) || PHASE.compareAndSet(this, INTERRUPTED, UNWOUND)
				|| PHASE.compareAndSet(this, RESTING, UNWOUND);
	}

	public final boolean isSettled() {
		return this.phase >= SETTLED;
	}

	public final boolean isGone() {
		return this.phase == GONE;
	}

	// Whether its thread has died without coming to the end of the runner
	final boolean hasLostThread() {
		Thread own = this.thread;
		return own != null && this.phase > QUEUED && own.getState() == Thread.State.TERMINATED && this.inRunner;
	}

	// By the thread that settled it, when all but its place in its scope is given back
	public final void markGone() {
		this.phase = GONE;
	}

	// By the task's own thread, or by the thread that its end was left to
	public final boolean trySettleUnwound() {
		return PHASE.compareAndSet(this, UNWOUND, SETTLED);
	}

	// Null while a look at it would wait: before JDK 25, for an interrupt that closes a
	// channel
	public final @Nullable Thread visibleThread() {
		Thread own = this.thread;
		boolean hidden = LOOK_WAITS_FOR_INTERRUPT && own != null && own.isVirtual() && isBeingInterrupted();
		return hidden ? null : own;
	}

	// Whether its outcome ended its restarts for good
	boolean hasGivenUp() {
		return false;
	}

	// Whether a thread is inside an interrupt of it
	boolean isBeingInterrupted() {
		return this.phase == INTERRUPTING;
	}

	// Whether its outcome was decided in that time
	public final boolean awaitDone(long nanos) throws InterruptedException {
		return await(nanos, this::isDone);
	}

	// Until it has its outcome, and its scope knows it
	public final void awaitPublished() throws InterruptedException {
		await(Long.MAX_VALUE, this::isPublished);
	}

	// Until everything is given back
	public final void awaitGone() throws InterruptedException {
		await(Long.MAX_VALUE, this::isGone);
	}

	final boolean await(long nanos, BooleanSupplier condition) throws InterruptedException {
		if (condition.getAsBoolean()) {
			return true;
		}
		if (nanos == Long.MAX_VALUE && this.thread == Thread.currentThread()) {
			throw new IllegalStateException(this + " would wait for itself for ever");
		}
		return waiters().await(environment().backend(), nanos, this, condition);
	}

	public final Waiters waiters() {
		if (this.waiters == null) {
			WAITERS.compareAndSet(this, null, new Waiters());
		}
		return Objects.requireNonNull(this.waiters);
	}

	final void wakeWaiters() {
		Waiters queue = this.waiters;
		if (queue != null) {
			queue.wakeAll(environment().backend());
		}
	}

}
