package dev.corral.internal.util;

import java.time.Duration;

/** Says that something has exceeded its timeout. */
public final class TimeoutText {

	private TimeoutText() {
	}

	/**
	 * The message of a timeout.
	 * @param what the task, attempt or scope
	 * @param limit its timeout
	 * @return the message
	 */
	public static String of(String what, Duration limit) {
		return what + " exceeded its timeout of " + Durations.text(limit);
	}

}
