package dev.corral;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import org.jspecify.annotations.Nullable;

/** Finds the task whose body the calling thread runs, without a thread local. */
final class CurrentTask {

	/*-
	 * A task is its thread's uncaught-exception handler, so the thread knows its task. A
	 * body may put another handler in its place; only on such a thread the registries of
	 * the open launchers are searched.
	 */

	private static final Set<Launcher> OPEN = Collections.newSetFromMap(new WeakHashMap<>());

	private CurrentTask() {
	}

	static @Nullable SupervisedTask<?> get() {
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
		if (handler instanceof SupervisedTask<?> task && task.thread == thread) {
			return task;
		}
		return (handler instanceof ThreadGroup) ? null : search(thread);
	}

	private static @Nullable SupervisedTask<?> search(Thread thread) {
		for (Launcher launcher : open()) {
			SupervisedTask<?> task = launcher.registry().findBy(thread);
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	private static List<Launcher> open() {
		synchronized (OPEN) {
			return List.copyOf(OPEN);
		}
	}

	static void opened(Launcher launcher) {
		synchronized (OPEN) {
			OPEN.add(launcher);
		}
	}

	static void closed(Launcher launcher) {
		synchronized (OPEN) {
			OPEN.remove(launcher);
		}
	}

}
