package dev.corral.internal.failure;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.SafeRead;

/**
 * The failures a task is expected to have. Immutable and thread-safe.
 *
 * @param types their classes; subclasses count, too
 */
public record ExpectedTypes(List<Class<? extends Throwable>> types) {

	/** Nothing is expected. */
	public static final ExpectedTypes NONE = new ExpectedTypes(List.of());

	public ExpectedTypes {
		types = List.copyOf(types);
	}

	public ExpectedTypes with(Class<? extends Throwable> type) {
		List<Class<? extends Throwable>> more = new ArrayList<>(this.types);
		more.add(type);
		return new ExpectedTypes(more);
	}

	// Whether it is one of them, or what carries it over from another thread has it as
	// its direct cause
	boolean contain(Throwable thrown) {
		return !this.types.isEmpty()
				&& (isInstance(thrown) || (isCarrier(thrown) && isInstance(SafeRead.cause(thrown))));
	}

	private boolean isInstance(@Nullable Throwable thrown) {
		for (Class<? extends Throwable> type : this.types) {
			if (type.isInstance(thrown)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isCarrier(Throwable thrown) {
		return thrown instanceof CompletionException || thrown instanceof ExecutionException
				|| thrown instanceof UndeclaredThrowableException;
	}

}
