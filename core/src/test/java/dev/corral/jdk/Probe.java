package dev.corral.jdk;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * One call, whose result is printed as text, so that the results of two implementations
 * can be compared.
 *
 * @param <S> what is called
 * @param name the call as a reader would write it
 * @param call the call
 */
record Probe<S>(String name, Call<S> call) {

	// What the call returns or throws
	String resultOn(S subject) {
		try {
			return text(this.call.on(subject));
		}
		catch (Throwable ex) {
			return "throws " + text(ex);
		}
		finally {
			// No call leaves the flag to the next
			Thread.interrupted();
		}
	}

	private static String text(@Nullable Object value) {
		return switch (value) {
			case null -> "null";
			case Throwable thrown -> thrown.getClass().getSimpleName() + causeOf(thrown);
			case Collection<?> values -> values.stream().map(Probe::text).toList().toString();
			case Optional<?> optional -> optional.map(Probe::text).orElse("empty");
			case CompletableFuture<?> future -> "future " + future.state();
			default -> value.toString();
		};
	}

	private static String causeOf(Throwable thrown) {
		Throwable cause = thrown.getCause();
		boolean wraps = thrown instanceof ExecutionException
				|| thrown instanceof java.util.concurrent.CompletionException;
		return (wraps && cause != null) ? " of " + cause.getClass().getSimpleName() : "";
	}

	/**
	 * A call.
	 *
	 * @param <S> what is called
	 */
	@FunctionalInterface
	interface Call<S> {

		@Nullable Object on(S subject) throws Exception;

	}

}
