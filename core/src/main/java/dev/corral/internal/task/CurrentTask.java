package dev.corral.internal.task;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;

/** Finds the task whose body or end a thread runs, without a thread local. */
public final class CurrentTask {

	/*-
	 * A task is its thread's uncaught-exception handler, so the thread knows its task. A
	 * body may put another handler in its place; only on such a thread the registries of
	 * the open launchers are searched. Threads of tasks are daemons, so the main thread of a
	 * Spring Boot application, which has a handler of Boot's, searches nothing. A thread that does
	 * the end of a task in the place of the task's own has the task as its handler meanwhile.
	 */

	/** The registries of the open launchers; a change replaces the list. */
	private static final AtomicReference<List<WeakReference<Registry<SupervisedTask<?>>>>> OPEN = new AtomicReference<>(
			List.of());

	private CurrentTask() {
	}

	public static @Nullable SupervisedTask<?> get() {
		return of(Thread.currentThread());
	}

	public static @Nullable SupervisedTask<?> of(Thread thread) {
		Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
		if (handler instanceof SupervisedTask<?> task && (task.thread == thread || isCompleter(task, thread))) {
			return task;
		}
		return (handler == null || handler instanceof ThreadGroup || !thread.isDaemon()) ? null : search(thread);
	}

	// By a thread that does the end of a task whose own thread had to leave. Needs no
	// memory
	static Thread.UncaughtExceptionHandler enter(SupervisedTask<?> task) {
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
		task.rareState().completer = thread;
		thread.setUncaughtExceptionHandler(task);
		return before;
	}

	static void leave(SupervisedTask<?> task, Thread.UncaughtExceptionHandler before) {
		Thread.currentThread().setUncaughtExceptionHandler(before);
		task.rareState().completer = null;
	}

	// It was interrupted, so it has the state
	private static boolean isCompleter(SupervisedTask<?> task, Thread thread) {
		return task.interruptedAt() != 0 && task.rareState().completer == thread;
	}

	private static @Nullable SupervisedTask<?> search(Thread thread) {
		for (WeakReference<Registry<SupervisedTask<?>>> open : OPEN.get()) {
			Registry<SupervisedTask<?>> registry = open.get();
			SupervisedTask<?> task = (registry != null) ? find(registry, thread) : null;
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	private static @Nullable SupervisedTask<?> find(Registry<SupervisedTask<?>> registry, Thread thread) {
		StripesCursor<SupervisedTask<?>> cursor = registry.cursor();
		SupervisedTask<?> task = cursor.next();
		while (task != null && task.thread != thread) {
			task = cursor.next();
		}
		return task;
	}

	public static void opened(Registry<SupervisedTask<?>> registry) {
		change(registry, Stream.of(new WeakReference<>(registry)));
	}

	public static void closed(Registry<SupervisedTask<?>> registry) {
		change(registry, Stream.of());
	}

	// Without those that were collected
	private static void change(Registry<SupervisedTask<?>> registry,
			Stream<WeakReference<Registry<SupervisedTask<?>>>> added) {
		List<WeakReference<Registry<SupervisedTask<?>>>> more = added.toList();
		OPEN.updateAndGet((open) -> Stream
			.concat(open.stream().filter((other) -> !other.refersTo(null) && !other.refersTo(registry)), more.stream())
			.toList());
	}

}
