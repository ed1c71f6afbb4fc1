package dev.corral.internal.callback;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.util.TypeText;
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

	private final FailureLines lines;

	/** The context class loader of the thread that has made the launcher. */
	private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

	private final AtomicBoolean recorderFailed = new AtomicBoolean();

	private final AtomicReference<@Nullable DurationRecorder> recorder = new AtomicReference<>();

	/**
	 * Makes what calls the listeners of a launcher.
	 * @param listeners the listeners
	 * @param executor delivers events that no task's thread delivers
	 * @param lines writes the lines about their failures
	 */
	public Listeners(List<TaskListener> listeners, CallbackExecutor executor, FailureLines lines) {
		this.listeners = listeners;
		this.executor = executor;
		this.lines = lines;
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

	private void call(TaskListener listener, TaskEvent event) {
		try {
			listener.on(event);
		}
		catch (Throwable ex) {
			logFailure(listener, event, ex);
		}
	}

	private void logFailure(TaskListener listener, TaskEvent event, Throwable thrown) {
		try {
			this.lines.write(new ListenerLine(TypeText.of(listener), event, thrown));
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
				logFailure(TypeText.of(current), ex);
			}
		}
	}

	private void logFailure(String failed, Throwable thrown) {
		try {
			this.lines.write(StormKind.of(LogTopic.LAUNCHER, Level.ERROR, "Duration recorder " + failed + " failed"),
					thrown,
					new LogLine(Level.ERROR, "Duration recorder {} failed; further failures are not logged", failed,
							thrown),
					new LogLine(Level.ERROR,
							"Duration recorder {} failed with {}, of which a method or a log appender has not returned; further failures are not logged",
							failed, Printable.of(thrown.getClass().getName())));
		}
		catch (Throwable ex) {
			// No memory for a line
		}
	}

	/** The line about a listener that has failed. */
	private final class ListenerLine implements FailureLines.Line {

		private final String listener;

		private final TaskEvent event;

		private final Throwable thrown;

		private ListenerLine(String listener, TaskEvent event, Throwable thrown) {
			this.listener = listener;
			this.event = event;
			this.thrown = thrown;
		}

		@Override
		public void run() {
			if (Listeners.this.lines.tryAcquireLine(kind().with(this.thrown, PanicText.stack(this.thrown)))) {
				LogLine.write(Level.ERROR, "Listener {} failed on {}", this.listener,
						Printable.of(this.event.toString()), this.thrown);
			}
		}

		private StormKind kind() {
			return StormKind.of(LogTopic.LAUNCHER, Level.ERROR, "Listener " + this.listener + " failed");
		}

		@Override
		public StormKind shortKind() {
			return kind().unread(this.thrown);
		}

		@Override
		public LogLine shortForm() {
			return new LogLine(Level.ERROR,
					"Listener {} failed on {} with {}, of which a method or a log appender has not returned",
					this.listener, Printable.of(this.event.toString()), Printable.of(this.thrown.getClass().getName()));
		}

	}

	/** An event on its way to every listener; names the one that holds its lane. */
	private final class Notification implements LaneWatch.UserCall {

		private final TaskEvent event;

		private volatile @Nullable TaskListener called;

		private Notification(TaskEvent event) {
			this.event = event;
		}

		@Override
		public boolean isUsers() {
			return true;
		}

		@Override
		public void run() {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(Listeners.this.loader);
			try {
				for (TaskListener listener : Listeners.this.listeners) {
					this.called = listener;
					Listeners.this.call(listener, this.event);
				}
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}

		@Override
		public String toString() {
			TaskListener holder = this.called;
			String on = Printable.of(this.event.toString());
			return (holder != null) ? "listener " + TypeText.of(holder) + " on " + on : on;
		}

	}

}
