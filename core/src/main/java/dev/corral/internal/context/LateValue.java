package dev.corral.internal.context;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.LateValueBody;
import dev.corral.LateValueHandler;
import dev.corral.Task;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.StormKind;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.util.TypeText;
import dev.corral.monitor.Printable;

/**
 * A value that nobody can get from its task any more, on its way to the handler of the
 * body. Calls that once, whatever happens on the way.
 */
public final class LateValue implements LaneWatch.UserCall {

	/** So often it is handed over while there is no memory, 20 ms apart. */
	private static final int MOST_TRIES = 5_000;

	private final CallbackExecutor callbacks;

	private final LateValueHandler<Object> handler;

	private final Object value;

	private final Task<?> task;

	/** Calls the handler, in the context of the launch. */
	private final Runnable bound;

	/** That of the launch; the task may have settled when the handler fails. */
	private final @Nullable Map<String, String> mdc;

	/** One that was handed over may be handed over again, for lack of memory. */
	private final AtomicBoolean taken = new AtomicBoolean();

	// A body and its value are of one task
	@SuppressWarnings("unchecked")
	private LateValue(CallbackExecutor callbacks, LateValueBody<?> body, Object value, Task<?> task,
			CallbackContext context, @Nullable Map<String, String> mdc) {
		this.callbacks = callbacks;
		this.handler = (LateValueHandler<Object>) body.onLateValue();
		this.value = value;
		this.task = task;
		this.bound = context.bind(this::handle);
		this.mdc = mdc;
	}

	/**
	 * Has the handler of a body called, if there are a handler and a value.
	 * @param backend clock and parking
	 * @param callbacks where the handler runs
	 * @param body what the task was launched with
	 * @param value what the body returned
	 * @param task the task
	 * @param context gives that of the launch, when it is needed
	 */
	public static void handOver(Backend backend, CallbackExecutor callbacks, Object body, @Nullable Object value,
			Task<?> task, Supplier<CallbackContext> context) {
		Object given = ContextPropagation.bodyOf(body);
		Object users = (given instanceof WrappedBody wrapped) ? wrapped.wrapped() : given;
		if (value != null && users instanceof LateValueBody<?> handled) {
			Supplier<LateValue> late = () -> new LateValue(callbacks, handled, value, task, context.get(),
					ContextPropagation.mdcOf(body));
			handOver(backend, callbacks, late, task);
		}
	}

	// Keeps an interrupt, which would shorten the pauses
	private static void handOver(Backend backend, CallbackExecutor callbacks, Supplier<LateValue> maker, Task<?> task) {
		LateValue late = null;
		boolean interrupted = false;
		for (int tries = 1; tries <= MOST_TRIES; tries++) {
			try {
				late = (late != null) ? late : maker.get();
				callbacks.execute(late);
				break;
			}
			catch (OutOfMemoryError ex) {
				interrupted |= Thread.interrupted();
				MemoryRetry.pause(backend, task);
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isUsers() {
		return true;
	}

	@Override
	public void run() {
		if (this.taken.compareAndSet(false, true)) {
			this.bound.run();
		}
	}

	private void handle() {
		try {
			this.handler.handle(this.value);
		}
		catch (Throwable ex) {
			logFailure(ex);
		}
	}

	private void logFailure(Throwable thrown) {
		StormKind kind = StormKind.of(LogTopic.LAUNCHER, Level.ERROR,
				"Late-value handler " + handlerName() + " failed");
		if (this.callbacks.tryAcquireLine(kind.with(thrown, PanicText.stack(thrown)))) {
			new LogLine(Level.ERROR, "Task {} \"{}\": late-value handler {} failed", this.task.id(),
					Printable.of(this.task.name()), handlerName(), thrown)
				.withMdc(this.mdc)
				.tryWrite();
		}
	}

	private String handlerName() {
		return TypeText.of(this.handler);
	}

	@Override
	public String toString() {
		return "late-value handler " + handlerName() + " of task " + this.task.id() + " \""
				+ Printable.of(this.task.name()) + '"';
	}

}
