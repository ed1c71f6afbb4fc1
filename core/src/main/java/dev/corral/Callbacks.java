package dev.corral;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.snapshot.Printable;

/**
 * User code that waits for one moment: each runs once, on the teller, or was taken back.
 * Thread-safe.
 */
final class Callbacks {

	@GuardedBy("this")
	private final Set<Callback> waiting = new LinkedHashSet<>();

	private final Teller teller;

	Callbacks(Teller teller) {
		this.teller = teller;
	}

	synchronized Registration add(Runnable call) {
		Callback callback = new Callback(call);
		this.waiting.add(callback);
		return callback;
	}

	// The moment has come; may be called again for those that came late
	void fire() {
		for (Callback callback : drain()) {
			this.teller.tell(callback);
		}
	}

	private synchronized List<Callback> drain() {
		List<Callback> due = List.copyOf(this.waiting);
		this.waiting.clear();
		return due;
	}

	private synchronized void forget(Callback callback) {
		this.waiting.remove(callback);
	}

	/** Runs or is taken back, whichever comes first. */
	private final class Callback implements Runnable, Registration {

		private final Runnable call;

		private final AtomicBoolean taken = new AtomicBoolean();

		private Callback(Runnable call) {
			this.call = call;
		}

		@Override
		public void run() {
			if (this.taken.compareAndSet(false, true)) {
				this.call.run();
			}
		}

		@Override
		public boolean unregister() {
			forget(this);
			return this.taken.compareAndSet(false, true);
		}

		@Override
		public String toString() {
			return "callback " + Printable.of(this.call.getClass().getName());
		}

	}

}
