package dev.corral.internal.engine;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * A launch that a limit has refused, shortly after many others: without a stack trace.
 */
final class UntracedRejection extends RejectedExecutionException {

	@Serial
	private static final long serialVersionUID = 1;

	UntracedRejection(String message) {
		super(message);
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
