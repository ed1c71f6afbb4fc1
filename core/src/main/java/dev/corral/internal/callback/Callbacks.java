package dev.corral.internal.callback;

import java.util.concurrent.atomic.AtomicReference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.util.LinkedElements;
import dev.corral.internal.util.TypeText;
import dev.corral.monitor.Registration;

/**
 * Callbacks of the user that wait for one moment. Each runs once, on the callback
 * executor, unless it was unregistered before. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class Callbacks {

	private final SpinLock lock = new SpinLock();

	/** Those that wait, in the order in which they were added. */
	@GuardedBy("lock")
	private final LinkedElements<Callback> waiting = new LinkedElements<>();

	private final CallbackExecutor executor;

	public Callbacks(CallbackExecutor executor) {
		this.executor = executor;
	}

	public Registration add(Runnable call) {
		Callback callback = new Callback(call);
		this.lock.lock();
		try {
			this.waiting.add(callback);
		}
		finally {
			this.lock.held = 0;
		}
		return callback;
	}

	// Hands all callbacks over. May be repeated, for those that were added late: one that
	// cannot be handed over stays for the next call
	public void fire() {
		for (Callback callback = peek(); callback != null; callback = peek()) {
			this.executor.execute(callback);
			forget(callback);
		}
	}

	private @Nullable Callback peek() {
		this.lock.lock();
		try {
			return this.waiting.first();
		}
		finally {
			this.lock.held = 0;
		}
	}

	private void forget(Callback callback) {
		this.lock.lock();
		try {
			this.waiting.remove(callback);
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * A call of ours around a callback of the user, whose class is named in log lines.
	 */
	public interface Wrapper extends Runnable {

		Runnable callback();

	}

	/**
	 * Runs or is unregistered, whichever comes first. A call of the user's runs once at
	 * most; one that may be repeated counts as run when it has returned.
	 */
	private final class Callback extends LinkedElements.Element<Callback>
			implements LaneWatch.RepeatableCall, LaneWatch.UserCall, Registration {

		/**
		 * {@code null} once it is taken: a registration that is kept retains neither the
		 * callback nor its context.
		 */
		private final AtomicReference<@Nullable Runnable> call;

		private final boolean users;

		private final Class<?> type;

		private Callback(Runnable call) {
			this.call = new AtomicReference<>(call);
			this.users = !(call instanceof LaneWatch.RepeatableCall);
			this.type = ((call instanceof Wrapper wrapper) ? wrapper.callback() : call).getClass();
		}

		@Override
		public boolean isUsers() {
			return this.users && this.call.get() != null;
		}

		@Override
		public void run() {
			Runnable mine = this.call.get();
			if (mine == null) {
				return;
			}
			if (!this.users) {
				mine.run();
				this.call.set(null);
			}
			else if (this.call.compareAndSet(mine, null)) {
				mine.run();
			}
		}

		@Override
		public boolean unregister() {
			StackReserve.require();
			forget(this);
			Runnable mine = this.call.get();
			return mine != null && this.call.compareAndSet(mine, null);
		}

		@Override
		public String toString() {
			return "callback " + TypeText.of(this.type);
		}

	}

}
