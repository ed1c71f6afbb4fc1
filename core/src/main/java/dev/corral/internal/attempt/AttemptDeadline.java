package dev.corral.internal.attempt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.corral.TaskTimeoutException;
import dev.corral.internal.timer.ExpirableEntry;
import dev.corral.internal.util.VarHandles;

/**
 * The deadline of one attempt of a task, and the hand-shake of its interrupt. Every
 * transition is a method that returns whether this caller won it. Thread-safe.
 */
public abstract class AttemptDeadline extends ExpirableEntry {

	/*-
	 * RUNNING ──> EXPIRED ──> INTERRUPTING ──> INTERRUPTED
	 *    │         │  │          │              │   │
	 *    ▼         ▼  │          │ grace        ▼   │
	 *  ENDED   FAILED │          │          FAILED  │
	 *                 ▼ grace    ▼                  ▼ grace
	 *               LOST_UNINTERRUPTED   LOST_INTERRUPTING ──> LOST
	 *
	 * RUNNING            within its time; the body may be on the stack
	 * EXPIRED            out of time: the attempt has failed, and its interrupt is requested
	 * INTERRUPTING       a thread of Interrupts is inside Thread.interrupt(); the task's thread waits
	 *                    for it, but no longer than the grace
	 * INTERRUPTED        the interrupt has returned
	 * ENDED              the body has ended in time
	 * FAILED             the body has ended after its time
	 * LOST               it has not ended within the grace: there is no further attempt
	 * LOST_INTERRUPTING  lost, and the interrupt has not returned: nothing of the user's may run on
	 *                    the task's thread until it does
	 * LOST_UNINTERRUPTED             lost, and never interrupted
	 *
	 * Each attempt has an object of its own. So a deadline thread or an interrupting thread that
	 * comes late finds the attempt over, and cannot reach the next one. The task's thread leaves
	 * RUNNING, EXPIRED or INTERRUPTED before it does anything else after the body, and an interrupt
	 * starts from EXPIRED only. So no interrupt of an attempt arrives after its body.
	 *
	 * The outcome of the task is decided apart from this, by TaskState. Its interrupt is another
	 * one, and an attempt of a task that has its outcome is not interrupted any more.
	 */

	private static final int RUNNING = 0;

	private static final int EXPIRED = 1;

	private static final int INTERRUPTING = 2;

	private static final int INTERRUPTED = 3;

	private static final int ENDED = 4;

	private static final int FAILED = 5;

	private static final int LOST = 6;

	private static final int LOST_INTERRUPTING = 7;

	private static final int LOST_UNINTERRUPTED = 8;

	private static final VarHandle STATE = VarHandles.of(MethodHandles.lookup(), "state", int.class);

	private volatile int state;

	/** Whether the task's thread has left it; set by that thread. */
	private volatile boolean over;

	/** When its time is over. */
	public final long endsAt;

	protected AttemptDeadline(long endsAt) {
		this.endsAt = endsAt;
	}

	/**
	 * Why the attempt has failed, when it has.
	 * @return a new exception
	 */
	public abstract TaskTimeoutException timeout();

	private boolean move(int from, int to) {
		return STATE.compareAndSet(this, from, to);
	}

	// By the deadline thread
	public final boolean tryExpire() {
		return move(RUNNING, EXPIRED);
	}

	// By the interrupting thread, before it interrupts
	public final boolean tryStartInterrupt() {
		return move(EXPIRED, INTERRUPTING);
	}

	// By the interrupting thread, afterwards; the attempt may be lost by then
	public final void markInterrupted() {
		if (!move(INTERRUPTING, INTERRUPTED)) {
			move(LOST_INTERRUPTING, LOST);
		}
	}

	// By the task's own thread, after the body; false while an interrupt is on its way,
	// and when the attempt is lost
	public final boolean tryEnd() {
		return move(RUNNING, ENDED) || move(EXPIRED, FAILED) || move(INTERRUPTED, FAILED);
	}

	// When the grace is over, by the deadline thread; by the task's own thread when the
	// interrupt does not return
	public final boolean tryLose() {
		return move(EXPIRED, LOST_UNINTERRUPTED) || move(INTERRUPTING, LOST_INTERRUPTING) || move(INTERRUPTED, LOST);
	}

	// Whether its time was over before it ended
	public final boolean isOutOfTime() {
		int at = this.state;
		return at != RUNNING && at != ENDED;
	}

	// Whether its interrupt is requested and has not begun
	public final boolean isInterruptPending() {
		return this.state == EXPIRED;
	}

	// Of an attempt that is lost: whether its interrupt had begun before
	public final boolean wasInterrupted() {
		int at = this.state;
		return at == LOST || at == LOST_INTERRUPTING;
	}

	public final boolean isInterruptInFlight() {
		int at = this.state;
		return at == INTERRUPTING || at == LOST_INTERRUPTING;
	}

	public final boolean isLost() {
		return this.state >= LOST;
	}

	// By the task's own thread, when it has left the attempt
	public final void markOver() {
		this.over = true;
	}

	@Override
	public final boolean isOver() {
		return this.over;
	}

}
