package dev.corral.internal.callback;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.Printable;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskStatus;

/**
 * Calls listeners and the duration recorder, and catches what they throw. Thread-safe.
 */
public final class Listeners {

	private final List<TaskListener> listeners;

	private final CallbackExecutor executor;

	private final AtomicBoolean recorderFailed = new AtomicBoolean();

	private final AtomicReference<@Nullable DurationRecorder> recorder = new AtomicReference<>();

	public Listeners(List<TaskListener> listeners, CallbackExecutor executor) {
		this.listeners = listeners;
		this.executor = executor;
	}

	public boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	// On the calling thread, which is the task's own
	public void notifyNow(TaskEvent event) {
		for (TaskListener listener : this.listeners) {
			call(listener, event);
		}
	}

	public void notifyLater(TaskEvent event) {
		prepare(event);
		notifyPrepared();
	}

	// Fixes the place of an event in the order; may be called under a lock
	public void prepare(TaskEvent event) {
		if (!isEmpty()) {
			this.executor.prepareEvent(new Notification(event));
		}
	}

	// Starts delivering what was prepared; not under a lock
	public void notifyPrepared() {
		if (!isEmpty()) {
			this.executor.runEvents();
		}
	}

	private static void call(TaskListener listener, TaskEvent event) {
		try {
			listener.on(event);
		}
		catch (Throwable ex) {
			logFailure(listener, event, ex);
		}
	}

	private static void logFailure(TaskListener listener, TaskEvent event, Throwable thrown) {
		try {
			LogLine.write(Level.ERROR, "Listener {} failed on {}", Printable.of(listener.getClass().getName()),
					Printable.of(event.toString()), thrown);
		}
		catch (Throwable ex) {
			// No memory for a line
		}
	}

	public Registration recordInto(DurationRecorder value) {
		this.recorder.set(value);
		return () -> this.recorder.compareAndSet(value, null);
	}

	public boolean recordsDurations() {
		return this.recorder.get() != null;
	}

	public void recordDuration(String name, TaskStatus outcome, long nanos) {
		DurationRecorder current = this.recorder.get();
		if (current == null) {
			return;
		}
		try {
			current.record(name, outcome, nanos);
		}
		catch (Throwable ex) {
			if (this.recorderFailed.compareAndSet(false, true)) {
				LogLine.write(Level.ERROR, "Duration recorder {} failed; further failures are not logged",
						Printable.of(current.getClass().getName()), ex);
			}
		}
	}

	/** An event on its way to every listener; names the one that holds its lane. */
	private final class Notification implements Runnable {

		private final TaskEvent event;

		private volatile @Nullable TaskListener called;

		private Notification(TaskEvent event) {
			this.event = event;
		}

		@Override
		public void run() {
			for (TaskListener listener : Listeners.this.listeners) {
				this.called = listener;
				call(listener, this.event);
			}
		}

		@Override
		public String toString() {
			TaskListener holder = this.called;
			return Printable.of((holder != null) ? "listener " + holder.getClass().getName() + " on " + this.event
					: this.event.toString());
		}

	}

}
