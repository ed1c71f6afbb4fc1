package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.ThrowableCopy;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.restart.RetryDecision;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskCompleter;
import dev.corral.internal.task.TaskState;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.internal.watch.LeakState;

/**
 * Explains why a task has not ended although its grace is over, or has not begun its next
 * attempt: its body, the interrupt itself, or a callback of the user's. Used by the
 * watcher alone.
 */
final class Stragglers {

	/** The classes of ours that call user code, and what they call. */
	private static final Map<String, String> CALLERS = Map.of(Panics.class.getName(), "recovery handler",
			Listeners.class.getName(), "listener", ContextPropagation.class.getName(), "context carrier",
			RetryDecision.class.getName(), "retry predicate", PanicText.class.getName(), "exception",
			ThrowableCopy.READER, "exception", LogLine.class.getName(), "log appender");

	private static final String RECORDER = "duration recorder";

	/** What a channel runs when it is closed by an interrupt. */
	private static final String CLOSE = "implClose";

	/** Stands for the callbacks that follow the outcome; else the attempt before them. */
	private static final int AFTER_OUTCOME = -1;

	private final Backend backend;

	private final long grace;

	Stragglers(Backend backend, long grace) {
		this.backend = backend;
		this.grace = grace;
	}

	/**
	 * Whether callbacks have kept a task that has its outcome from its end for longer
	 * than the grace, as far as it was seen.
	 * @param task a task that is not young
	 * @param now the time
	 * @return {@code true} when the body is off the stack for that long
	 */
	boolean isKept(SupervisedTask<?> task, long now) {
		long kept = inCallbacksFor(task, now);
		return task.isDone() && kept >= Math.max(1, this.grace);
	}

	// Whether callbacks have kept a task from its next attempt for the time after which a
	// task is a leak
	boolean isKeptFromRestart(SupervisedTask<?> task, long now, long leakAfter) {
		return task.phase() == TaskState.RESTING && inCallbacksFor(task, now) >= Math.max(1, leakAfter);
	}

	private boolean isInCallbacks(SupervisedTask<?> task) {
		int phase = task.phase();
		return (phase == TaskState.RESTING) ? !isBackingOff(task)
				: phase >= TaskState.UNWOUND && phase != TaskState.GONE;
	}

	@SuppressWarnings("ReferenceEquality")
	private boolean isBackingOff(SupervisedTask<?> task) {
		Thread thread = task.thread;
		return thread == null || this.backend.blocker(thread) == task;
	}

	// Since the task was first seen in these callbacks, 0 when it is in none. Callbacks
	// after the outcome count apart from those before it
	private long inCallbacksFor(SupervisedTask<?> task, long now) {
		if (!isInCallbacks(task)) {
			LeakState known = task.leakStateIfAny();
			if (known != null) {
				known.callbacksSeenAt = 0;
			}
			return 0;
		}
		LeakState state = task.leakState();
		int callbacks = task.isDone() ? AFTER_OUTCOME : task.attempt();
		if (state.callbacksSeenAt == 0 || state.callbacksSeen != callbacks) {
			state.callbacksSeenAt = Math.max(1, now);
			state.callbacksSeen = callbacks;
		}
		return now - state.callbacksSeenAt;
	}

	// Null when the task has no thread to look at
	@Nullable LeakEvidence evidence(SupervisedTask<?> task) {
		Thread interrupter = task.interrupter();
		if (interrupter != null) {
			StackTraceElement[] frames = this.backend.stackOf(interrupter);
			return LeakEvidence.of(frames, null).waitingFor(interruptText(task, frames));
		}
		Thread thread = task.thread;
		if (thread == null) {
			return null;
		}
		StackTraceElement[] frames = this.backend.stackOf(thread);
		LeakEvidence seen = LeakEvidence.of(thread, frames, this.backend);
		String callback = isInCallbacks(task) ? callbackIn(frames) : null;
		return (callback != null) ? seen.waitingFor(callback) : seen;
	}

	// Whether that is what a verdict shows of a task in a callback
	static boolean isCallback(@Nullable String waitsFor) {
		return waitsFor != null
				&& (waitsFor.startsWith(RECORDER) || CALLERS.values().stream().anyMatch(waitsFor::startsWith));
	}

	// The user's callback that a thread is in, null for none
	private static @Nullable String callbackIn(StackTraceElement[] frames) {
		for (int i = 1; i < frames.length; i++) {
			String caller = frames[i].getClassName();
			String kind = frames[i].getMethodName().equals("recordDuration") ? RECORDER : CALLERS.get(caller);
			if (kind != null && CALLERS.containsKey(caller)) {
				return kind + ' ' + frames[i - 1].getClassName();
			}
			if (caller.equals(TaskCompleter.class.getName())) {
				return null;
			}
		}
		return null;
	}

	private String interruptText(SupervisedTask<?> task, StackTraceElement[] frames) {
		Duration since = Duration.ofNanos(Math.max(0, this.backend.nanoTime() - task.interruptedAt()));
		return "its interrupt, which has been in " + placeOf(frames) + " for " + Durations.text(since);
	}

	private static String placeOf(StackTraceElement[] frames) {
		for (StackTraceElement frame : frames) {
			if (frame.getMethodName().startsWith(CLOSE)) {
				return frame.getClassName() + '.' + frame.getMethodName();
			}
		}
		return (frames.length > 0) ? frames[0].getClassName() + '.' + frames[0].getMethodName() : "Thread.interrupt";
	}

}
