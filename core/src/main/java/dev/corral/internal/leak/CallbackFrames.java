package dev.corral.internal.leak;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.ContextPropagation;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.TaskCompleter;

/** Tells by its frames which kind of the user's callbacks a thread is in. */
final class CallbackFrames {

	/** The classes of ours that call user code, and what that is. */
	private static final Map<String, String> CALLERS = Map.of(Panics.class.getName(), "recovery handler",
			Listeners.class.getName(), "listener", ContextPropagation.class.getName(), "context carrier");

	private CallbackFrames() {
	}

	// Null when the thread is in none
	static @Nullable String describe(StackTraceElement[] frames) {
		for (int i = 1; i < frames.length; i++) {
			String kind = CALLERS.get(frames[i].getClassName());
			if (kind != null) {
				return describe(kind, frames[i].getMethodName(), frames[i - 1]);
			}
			if (frames[i].getClassName().equals(TaskCompleter.class.getName())) {
				return null;
			}
		}
		return null;
	}

	private static String describe(String kind, String method, StackTraceElement called) {
		String what = method.equals("recordDuration") ? "duration recorder" : kind;
		return what + ' ' + called.getClassName();
	}

}
