package dev.corral;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.TaskStatus;

/** Tells listeners and the duration recorder; the one place that guards them. */
final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final List<TaskListener> listeners;

	private final Teller teller;

	private final AtomicBoolean recorderFailed = new AtomicBoolean();

	private volatile @Nullable DurationRecorder recorder;

	Listeners(List<TaskListener> listeners, Teller teller) {
		this.listeners = listeners;
		this.teller = teller;
	}

	boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	// On the calling thread, which is the task's own
	void tell(TaskEvent event) {
		for (TaskListener listener : this.listeners) {
			tell(listener, event);
		}
	}

	void tellLater(TaskEvent event) {
		if (!isEmpty()) {
			this.teller.tellEvent(new Telling(event));
		}
	}

	private static void tell(TaskListener listener, TaskEvent event) {
		try {
			listener.on(event);
		}
		catch (Throwable ex) {
			Quietly.run(() -> logger.error("Listener {} failed on {}", Printable.of(listener.getClass().getName()),
					Printable.of(event.toString()), ex));
		}
	}

	synchronized Registration recordInto(DurationRecorder value) {
		this.recorder = value;
		return () -> forget(value);
	}

	@SuppressWarnings("ReferenceEquality")
	private synchronized boolean forget(DurationRecorder value) {
		boolean current = this.recorder == value;
		if (current) {
			this.recorder = null;
		}
		return current;
	}

	boolean recordsDurations() {
		return this.recorder != null;
	}

	void recordDuration(String name, TaskStatus outcome, long nanos) {
		DurationRecorder current = this.recorder;
		if (current == null) {
			return;
		}
		try {
			current.record(name, outcome, nanos);
		}
		catch (Throwable ex) {
			if (this.recorderFailed.compareAndSet(false, true)) {
				Quietly.run(() -> logger.error("Recording durations fails; this is said once", ex));
			}
		}
	}

	/** An event on its way to every listener; names the one that holds the teller. */
	private final class Telling implements Runnable {

		private final TaskEvent event;

		private volatile @Nullable TaskListener hearing;

		private Telling(TaskEvent event) {
			this.event = event;
		}

		@Override
		public void run() {
			for (TaskListener listener : Listeners.this.listeners) {
				this.hearing = listener;
				tell(listener, this.event);
			}
		}

		@Override
		public String toString() {
			TaskListener holder = this.hearing;
			return Printable.of((holder != null) ? "listener " + holder.getClass().getName() + " on " + this.event
					: this.event.toString());
		}

	}

}
