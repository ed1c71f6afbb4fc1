package dev.corral.internal.context;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.ContextCarrier;
import dev.corral.TaskBody;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LaunchMdc;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.ThrowableCopy;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.util.TypeText;

/** Calls context carriers, and catches what they throw. Thread-safe. */
public final class ContextPropagation {

	/** The number of failing classes that are logged. */
	private static final int MAX_LOGGED = 100;

	private final List<ContextCarrier> carriers;

	private final CallbackExecutor callbacks;

	/** The classes of those that have thrown, each of which is logged once. */
	private final AtomicReference<Set<Class<?>>> failed = new AtomicReference<>(Set.of());

	public ContextPropagation(List<ContextCarrier> carriers, CallbackExecutor callbacks) {
		this.carriers = carriers;
		this.callbacks = callbacks;
	}

	// By the launching thread: the body, with its context when there is one
	public Object capture(Object body) {
		Map<String, String> mdc = LaunchMdc.capture();
		if (this.carriers.isEmpty() && mdc == null) {
			return body;
		}
		List<ContextCarrier.Context> contexts = capture();
		return (contexts.isEmpty() && mdc == null) ? body : new BodyWithContext(body, contexts, mdc);
	}

	private List<ContextCarrier.Context> capture() {
		List<ContextCarrier.Context> contexts = new ArrayList<>(this.carriers.size());
		for (ContextCarrier carrier : this.carriers) {
			try {
				ContextCarrier.Context context = carrier.capture();
				if (context != null) {
					contexts.add(context);
				}
			}
			catch (Throwable ex) {
				logFailure(carrier, "capture", ex);
			}
		}
		return contexts;
	}

	// By the task's own thread: binds what was carried and returns what clears it
	public Runnable restore(Object body) {
		return (body instanceof BodyWithContext bound) ? restore(bound.contexts) : Guarded::nothing;
	}

	// For what is done for a task on other threads; with the class loader of its own, or
	// of the caller when that has no thread
	public CallbackContext callbackContext(@Nullable Object body, @Nullable Thread thread) {
		Thread from = (thread != null) ? thread : Thread.currentThread();
		List<ContextCarrier.Context> contexts = (body instanceof BodyWithContext bound) ? bound.contexts : List.of();
		return new CallbackContext(contextOf(contexts), from.getContextClassLoader());
	}

	// By a thread that hands a call over: with its context and its class loader
	public CallbackContext captureForCall() {
		return new CallbackContext(contextOf(capture()), Thread.currentThread().getContextClassLoader());
	}

	private ContextCarrier.Context contextOf(List<ContextCarrier.Context> contexts) {
		return contexts.isEmpty() ? () -> Guarded::nothing : () -> restore(contexts);
	}

	private Runnable restore(List<ContextCarrier.Context> contexts) {
		if (contexts.isEmpty()) {
			return Guarded::nothing;
		}
		List<Runnable> clears = new ArrayList<>(contexts.size());
		for (ContextCarrier.Context context : contexts) {
			try {
				clears.add(0, Objects.requireNonNull(context.restore(), "'restore' must not return null"));
			}
			catch (Throwable ex) {
				logFailure(context, "restore", ex);
			}
		}
		return () -> clear(clears);
	}

	private void clear(List<Runnable> clears) {
		for (Runnable clear : clears) {
			try {
				clear.run();
			}
			catch (Throwable ex) {
				logFailure(clear, "clear", ex);
			}
		}
	}

	private void logFailure(Object thrower, String what, Throwable thrown) {
		Guarded.run(() -> {
			if (isFirst(thrower.getClass())) {
				String type = TypeText.of(thrower);
				this.callbacks.log(new LogLine(Level.WARN,
						"Context could not be carried into a task: {} of {} failed; further failures of this class are not logged",
						what, type, ThrowableCopy.untouched(thrown)));
			}
		});
	}

	private boolean isFirst(Class<?> thrower) {
		Set<Class<?>> known = this.failed.get();
		if (known.contains(thrower) || known.size() >= MAX_LOGGED) {
			return false;
		}
		Set<Class<?>> more = new HashSet<>(known);
		more.add(thrower);
		return this.failed.compareAndSet(known, more) || isFirst(thrower);
	}

	// What the task was launched with
	public static Object bodyOf(Object body) {
		return (body instanceof BodyWithContext bound) ? bound.body : body;
	}

	// What lines about the task are written with; null for none, and when the task has
	// settled, so that it has no body any more
	public static @Nullable Map<String, String> mdcOf(@Nullable Object body) {
		return (body instanceof BodyWithContext bound) ? bound.mdc : null;
	}

	/**
	 * A body and what is bound around it.
	 *
	 * @param body a {@link TaskBody} or a callable
	 * @param contexts what to restore
	 * @param mdc what lines about the task are written with, {@code null} for none
	 */
	private record BodyWithContext(Object body, List<ContextCarrier.Context> contexts,
			@Nullable Map<String, String> mdc) {

	}

}
