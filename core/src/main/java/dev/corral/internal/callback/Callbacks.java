package dev.corral.internal.callback;

import java.util.concurrent.atomic.AtomicBoolean;

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
			implements LaneWatch.RepeatableCall, Registration {

		private final Runnable call;

		private final AtomicBoolean taken = new AtomicBoolean();

		private Callback(Runnable call) {
			this.call = call;
		}

		@Override
		public void run() {
			if (this.call instanceof LaneWatch.RepeatableCall) {
				if (!this.taken.get()) {
					this.call.run();
					this.taken.set(true);
				}
			}
			else if (this.taken.compareAndSet(false, true)) {
				this.call.run();
			}
		}

		@Override
		public boolean unregister() {
			StackReserve.require();
			forget(this);
			return this.taken.compareAndSet(false, true);
		}

		@Override
		public String toString() {
			Runnable users = (this.call instanceof Wrapper wrapper) ? wrapper.callback() : this.call;
			return "callback " + TypeText.of(users);
		}

	}

}
