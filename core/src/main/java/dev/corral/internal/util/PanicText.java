package dev.corral.internal.util;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentPanic;

/**
 * Reads message and stack of a throwable. Its methods are user code: when one throws,
 * what it would have returned counts as missing.
 */
public final class PanicText {

	private PanicText() {
	}

	public static String message(Throwable thrown) {
		try {
			@Nullable String message = thrown.getMessage();
			return (message != null) ? message : "";
		}
		catch (Throwable ex) {
			return "its message could not be read: " + ex.getClass().getName();
		}
	}

	// Class and message, as the first line of a stack trace has them
	public static String line(Throwable thrown) {
		String message = message(thrown);
		String type = thrown.getClass().getName();
		return message.isEmpty() ? type : type + ": " + Printable.cut(message, RecentPanic.MAX_MESSAGE);
	}

	public static List<StackTraceElement> stack(Throwable thrown) {
		try {
			return List.of(thrown.getStackTrace());
		}
		catch (Throwable ex) {
			return List.of();
		}
	}

}
