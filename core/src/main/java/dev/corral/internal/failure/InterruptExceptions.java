package dev.corral.internal.failure;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

import dev.corral.internal.util.PanicText;

/**
 * The exceptions with which code answers an interrupt. {@link FailureKind} judges by
 * them.
 */
final class InterruptExceptions {

	/** The message of what the JDK throws when an interrupt closes a socket. */
	private static final String SOCKET_CLOSED = "Closed by interrupt";

	/**
	 * What a driver makes of an interrupt that it has swallowed. By its name: no module
	 * of ours reads java.sql.
	 */
	private static final String SQL_TIMEOUT = "java.sql.SQLTimeoutException";

	private InterruptExceptions() {
	}

	// Whether the throwable or one of its causes is thrown for interrupts
	static boolean isCertain(Throwable thrown) {
		return CauseChain.anyMatch(thrown, InterruptExceptions::isInterruption);
	}

	private static boolean isInterruption(Throwable cause) {
		return cause instanceof InterruptedException || cause instanceof CancellationException
				|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException
				|| (cause.getClass() == SocketException.class && SOCKET_CLOSED.equals(PanicText.message(cause)))
				|| isSqlTimeout(cause);
	}

	private static boolean isSqlTimeout(Throwable cause) {
		for (Class<?> type = cause.getClass(); type != Throwable.class; type = type.getSuperclass()) {
			if (SQL_TIMEOUT.equals(type.getName())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether the interrupt flag alone makes it believable: libraries wrap an interrupt
	 * in an exception of their own and set the flag again. An exception that points at a
	 * mistake in the code is none, whatever the flag says.
	 * @param thrown what left the body while the flag was set
	 * @return {@code true} when it counts as the answer to the interrupt
	 */
	static boolean isPlausible(Throwable thrown) {
		return !(thrown instanceof Error || thrown instanceof NullPointerException
				|| thrown instanceof ClassCastException || thrown instanceof IndexOutOfBoundsException
				|| thrown instanceof ArithmeticException || thrown instanceof ArrayStoreException
				|| thrown instanceof IllegalArgumentException || thrown instanceof UnsupportedOperationException);
	}

}
