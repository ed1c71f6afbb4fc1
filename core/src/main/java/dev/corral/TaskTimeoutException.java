package dev.corral;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import dev.corral.internal.util.TimeoutText;

/** Thrown when a task, one of its attempts, or a scope ran longer than its timeout. */
public final class TaskTimeoutException extends TimeoutException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Duration limit;

	/**
	 * Creates an exception about a timeout that has passed.
	 * @param what the task, attempt or scope, as the message names it
	 * @param limit its timeout
	 */
	public TaskTimeoutException(String what, Duration limit) {
		super(TimeoutText.of(what, limit));
		this.limit = limit;
	}

	/**
	 * The timeout that passed.
	 * @return a positive duration
	 */
	public Duration limit() {
		return this.limit;
	}

}
