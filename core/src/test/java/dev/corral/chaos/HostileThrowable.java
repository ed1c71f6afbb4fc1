package dev.corral.chaos;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A throwable with one hostile method, whose behavior the test provides. */
@SuppressWarnings({ "serial", "NullAway", "OverrideThrowableToString", "ThrowableEqualsHashCode" })
final class HostileThrowable extends RuntimeException {

	private final @Nullable Method method;

	private final transient Supplier<? extends @Nullable Object> planted;

	HostileThrowable(Method method, Supplier<? extends @Nullable Object> planted) {
		super("planted");
		this.method = method;
		this.planted = planted;
	}

	private boolean isHostile(Method called) {
		return this.method == called;
	}

	private void act(Method called) {
		if (isHostile(called)) {
			Object unused = this.planted.get();
		}
	}

	@Override
	public @Nullable String getMessage() {
		return isHostile(Method.GET_MESSAGE) ? (String) this.planted.get() : super.getMessage();
	}

	@Override
	public @Nullable String getLocalizedMessage() {
		return isHostile(Method.GET_LOCALIZED_MESSAGE) ? (String) this.planted.get() : super.getLocalizedMessage();
	}

	@Override
	public String toString() {
		return isHostile(Method.TO_STRING) ? (String) this.planted.get() : super.toString();
	}

	@Override
	public StackTraceElement[] getStackTrace() {
		return isHostile(Method.GET_STACK_TRACE) ? (StackTraceElement[]) this.planted.get() : super.getStackTrace();
	}

	@Override
	public @Nullable Throwable getCause() {
		return isHostile(Method.GET_CAUSE) ? (Throwable) this.planted.get() : super.getCause();
	}

	@Override
	public void printStackTrace() {
		act(Method.PRINT);
		super.printStackTrace();
	}

	@Override
	public void printStackTrace(PrintStream to) {
		act(Method.PRINT);
		super.printStackTrace(to);
	}

	@Override
	public void printStackTrace(PrintWriter to) {
		act(Method.PRINT);
		super.printStackTrace(to);
	}

	@Override
	public int hashCode() {
		act(Method.HASH_CODE);
		return System.identityHashCode(this);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		act(Method.HASH_CODE);
		return this == other;
	}

	/** Which method is hostile. */
	enum Method {

		GET_MESSAGE, GET_LOCALIZED_MESSAGE, TO_STRING, GET_STACK_TRACE, GET_CAUSE, PRINT, HASH_CODE

	}

}
