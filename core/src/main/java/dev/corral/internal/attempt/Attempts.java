package dev.corral.internal.attempt;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.TaskTimeoutException;

/**
 * The attempts of one task that may be restarted. Written by the task's own thread, but
 * for the outcome with which it gives up; read by all.
 */
public final class Attempts {

	private volatile int number = 1;

	/** Of the attempt that began last, {@code null} when it had no deadline. */
	private volatile @Nullable AttemptDeadline deadline;

	/** Set before that outcome is decided. */
	private volatile @Nullable Outcome<?> gaveUpWith;

	/**
	 * Whether the restart policy allowed the next attempt no more; set before that, too.
	 */
	private volatile boolean refused;

	private final AtomicBoolean giveUpCounted = new AtomicBoolean();

	/** What has failed the attempt that began last, if its deadline has. */
	private volatile @Nullable TaskTimeoutException failure;

	// Which attempt runs, or is followed by a backoff; from 1
	public int number() {
		return this.number;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	public void next() {
		this.deadline = null;
		this.failure = null;
		this.number++;
	}

	public @Nullable AttemptDeadline deadline() {
		return this.deadline;
	}

	public void deadline(AttemptDeadline value) {
		this.deadline = value;
	}

	// When the time of the attempt that runs is over, Long.MAX_VALUE for never
	public long endsAt() {
		AttemptDeadline current = this.deadline;
		return (current != null && !current.isOver()) ? current.endsAt : Long.MAX_VALUE;
	}

	// Why the attempt that runs is to end, although the task may go on
	public Optional<Throwable> cause() {
		AttemptDeadline current = this.deadline;
		if (current == null || current.isOver() || !current.isOutOfTime()) {
			return Optional.empty();
		}
		return Optional.of(current.timeout());
	}

	// Whether the interrupt of an attempt is on its way to the task's thread
	public boolean isInterruptInFlight() {
		AttemptDeadline current = this.deadline;
		return current != null && current.isInterruptInFlight();
	}

	public void failedBy(TaskTimeoutException timeout) {
		this.failure = timeout;
	}

	// Whether that is what failed an attempt for its deadline
	@SuppressWarnings("ReferenceEquality")
	public boolean isFailure(Throwable thrown) {
		return this.failure == thrown;
	}

	// By the thread that decides that outcome next
	public void giveUp(Outcome<?> last) {
		this.gaveUpWith = last;
	}

	// By the task's own thread, before it gives up
	public void refuse() {
		this.refused = true;
	}

	// Whether it gives up because of a predicate of its policy
	public boolean isRefused() {
		return this.refused;
	}

	@SuppressWarnings("ReferenceEquality")
	public boolean hasGivenUpWith(@Nullable Outcome<?> outcome) {
		return outcome != null && this.gaveUpWith == outcome;
	}

	// Whether this caller counts that: the outcome may be published twice
	public boolean tryCountGiveUp() {
		return this.giveUpCounted.compareAndSet(false, true);
	}

}
