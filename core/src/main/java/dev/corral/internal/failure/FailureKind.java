package dev.corral.internal.failure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.PanicText;
import dev.corral.monitor.Printable;

/** What it means when a throwable leaves the body of a task. */
public enum FailureKind {

	/** The body has failed, and that is not reported yet. */
	PANIC,

	/** A failure propagated from a joined task, which reports it. */
	PROPAGATED,

	/** A failure that the task declares. */
	EXPECTED,

	/** The answer to an interrupt, by the class of what was thrown or of its causes. */
	INTERRUPTED,

	/** The answer to an interrupt, judged by the interrupt flag alone. */
	INTERRUPTED_BY_FLAG;

	/**
	 * Judges what leaves the body of a task that has no outcome yet.
	 * @param thrown what left it
	 * @param expected what the task declares
	 * @param joins what its joins have thrown, {@code null} for nothing
	 * @return a failure of its own, an expected one, or a propagated one
	 */
	public static FailureKind of(Throwable thrown, ExpectedTypes expected, @Nullable JoinFailures joins) {
		if (expected.contain(thrown)) {
			return EXPECTED;
		}
		return (joins != null && joins.isReported(thrown)) ? PROPAGATED : PANIC;
	}

	/**
	 * Judges what leaves the body of a task that was ended before. Whatever a join has
	 * thrown is quiet then, also the end of a task that nobody reports as a panic.
	 * @param thrown what left it
	 * @param expected what the task declares
	 * @param joins what its joins have thrown, {@code null} for nothing
	 * @param interrupted whether the interrupt flag was set when the body left
	 * @return any of the kinds
	 */
	public static FailureKind late(Throwable thrown, ExpectedTypes expected, @Nullable JoinFailures joins,
			boolean interrupted) {
		if (InterruptExceptions.isCertain(thrown)) {
			return INTERRUPTED;
		}
		FailureKind kind = of(thrown, expected, joins);
		if (kind == PANIC && joins != null && joins.origin(thrown) != null) {
			return PROPAGATED;
		}
		return (kind == PANIC && interrupted && InterruptExceptions.isPlausible(thrown)) ? INTERRUPTED_BY_FLAG : kind;
	}

	/**
	 * Judges what leaves the body of a task whose scope has ended, before the task was
	 * given the outcome of that.
	 * @param thrown what left it
	 * @param joins what its joins have thrown, {@code null} for nothing
	 * @param interrupted whether the interrupt flag was set when the body left
	 * @return whether the body ended because of its scope
	 */
	public static boolean endsWithScope(Throwable thrown, @Nullable JoinFailures joins, boolean interrupted) {
		return late(thrown, ExpectedTypes.NONE, joins, interrupted) != PANIC;
	}

	/**
	 * Says where a propagated failure comes from.
	 * @param thrown what left the body
	 * @param joins what its joins have thrown, {@code null} for nothing
	 * @return the task or scope that was joined
	 */
	public static String origin(Throwable thrown, @Nullable JoinFailures joins) {
		String origin = (joins != null) ? joins.origin(thrown) : null;
		return (origin != null) ? origin : "another task";
	}

	/**
	 * Describes a throwable in one line.
	 * @param thrown what left the body
	 * @return class, message and top frame
	 */
	public static String line(Throwable thrown) {
		List<StackTraceElement> stack = PanicText.stack(thrown);
		String text = Printable.of(PanicText.line(thrown));
		return stack.isEmpty() ? text : text + " at " + stack.get(0);
	}

}
