package dev.corral;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a task ended for its caller. Decided once, never changed.
 *
 * @param <T> what the body returns
 */
public sealed interface Outcome<T extends @Nullable Object> {

	/**
	 * The body returned.
	 *
	 * @param <T> what the body returns
	 * @param value what it returned
	 */
	record Success<T extends @Nullable Object>(T value) implements Outcome<T> {

	}

	/**
	 * The body threw an exception that the task had not declared as expected, or its last
	 * attempt was out of time. That is a panic, unless the body only propagates the
	 * failure of a joined task that panicked. Such a task calls no handler of the
	 * launcher, only one set by {@link TaskSpec#recoverWith}.
	 *
	 * @param <T> what the body returns
	 * @param cause what escaped
	 */
	record Panicked<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {

		public Panicked {
			Objects.requireNonNull(cause, "'cause' must not be null");
		}

	}

	/**
	 * The body threw an exception that the task had declared as expected. A join throws
	 * it. It is no panic.
	 *
	 * @param <T> what the body returns
	 * @param cause what escaped
	 * @see TaskSpec#expects(Class)
	 */
	record Failed<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {

		public Failed {
			Objects.requireNonNull(cause, "'cause' must not be null");
		}

	}

	/**
	 * The time was up before the body returned.
	 *
	 * @param <T> what the body returns
	 * @param limit the timeout that passed: the task's own, its scope's, or that of an
	 * attempt that did not end
	 */
	record TimedOut<T extends @Nullable Object>(Duration limit) implements Outcome<T> {

		public TimedOut {
			Objects.requireNonNull(limit, "'limit' must not be null");
		}

	}

	/**
	 * The task was cancelled before its body returned.
	 *
	 * @param <T> what the body returns
	 * @param reason why
	 * @param cause the throwable behind the cancel, {@code null} when there is none
	 */
	record Cancelled<T extends @Nullable Object>(String reason, @Nullable Throwable cause) implements Outcome<T> {

		public Cancelled {
			Objects.requireNonNull(reason, "'reason' must not be null");
		}

	}

}
