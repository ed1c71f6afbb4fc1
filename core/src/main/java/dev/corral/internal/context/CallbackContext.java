package dev.corral.internal.context;

import org.jspecify.annotations.Nullable;

import dev.corral.ContextCarrier;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.platform.Guarded;

/**
 * What a callback of the user's runs in. Immutable.
 *
 * @param context that of a launch
 * @param loader the context class loader
 */
public record CallbackContext(ContextCarrier.Context context, @Nullable ClassLoader loader) {

	// Of a thread that runs no task: there is no launch whose context it could be
	public static CallbackContext ofCaller() {
		return new CallbackContext(() -> Guarded::nothing, Thread.currentThread().getContextClassLoader());
	}

	public Runnable bind(Runnable callback) {
		return new Bound(this, callback);
	}

	private void run(Runnable callback) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		Runnable clear = Guarded::nothing;
		try {
			thread.setContextClassLoader(this.loader);
			clear = restore();
			callback.run();
		}
		finally {
			clear.run();
			thread.setContextClassLoader(before);
		}
	}

	// Without memory the callback is called all the same
	private Runnable restore() {
		try {
			return this.context.restore();
		}
		catch (OutOfMemoryError ex) {
			return Guarded::nothing;
		}
	}

	/**
	 * A callback with its context.
	 *
	 * @param within its context
	 * @param inner the callback, or ours around it
	 */
	private record Bound(CallbackContext within, Runnable inner) implements Callbacks.Wrapper {

		@Override
		public void run() {
			this.within.run(this.inner);
		}

		@Override
		public Runnable callback() {
			return (this.inner instanceof Callbacks.Wrapper ours) ? ours.callback() : this.inner;
		}

	}

}
