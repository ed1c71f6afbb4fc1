package dev.corral.internal.callback;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The mapped diagnostic context of the thread that launched a task or opened a scope. Log
 * lines about these are written with it, whichever thread writes them.
 */
public final class LaunchMdc {

	/*-
	 * A line has the entries of the launch and those of the thread that writes it. Of two
	 * entries with one key the writing thread's counts: a body may have changed it.
	 * The adapter is the logging system's: what it throws must not lose a line.
	 */

	private LaunchMdc() {
	}

	// By the launching thread; null when there is nothing to carry
	public static @Nullable Map<String, String> capture() {
		try {
			@Nullable Map<String, String> context = MDC.getCopyOfContextMap();
			return (context == null || context.isEmpty()) ? null : context;
		}
		catch (Throwable ex) {
			return null;
		}
	}

	// Returns what the thread had before, for unbind
	static @Nullable Map<String, String> bind(@Nullable Map<String, String> launch) {
		if (launch == null) {
			return null;
		}
		@Nullable Map<String, String> own = capture();
		try {
			Map<String, String> both = new HashMap<>(launch);
			if (own != null) {
				both.putAll(own);
			}
			MDC.setContextMap(both);
		}
		catch (Throwable ex) {
			// The line is written without
		}
		return own;
	}

	static void unbind(@Nullable Map<String, String> launch, @Nullable Map<String, String> before) {
		if (launch == null) {
			return;
		}
		try {
			if (before != null) {
				MDC.setContextMap(before);
			}
			else {
				MDC.clear();
			}
		}
		catch (Throwable ex) {
			// It stays bound
		}
	}

}
