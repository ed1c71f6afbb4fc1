package dev.corral.internal.task;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;

/**
 * Finds the task whose body or end a thread runs, mostly without a thread local.
 */
public final class CurrentTask {

	/*-
	 * A task is its thread's uncaught-exception handler, so the thread knows its task. A thread
	 * that does the end of a task in the place of the task's own has the task as its handler
	 * meanwhile. Two kinds of daemon threads have another handler: those of a task whose body has
	 * replaced it, and threads of others that were given one, as libraries do. Such a thread
	 * looks at its own stack once, for the frame of a runner. Only when there is one, the
	 * registries of the open launchers are searched.
	 *
	 * What was found holds for the life of the thread: a task's thread runs no second task, and no
	 * other thread ever becomes the thread of a task. So it is remembered in a thread local. That
	 * has a value on such threads only, and nothing in it keeps a class of ours alive on a thread
	 * that outlives us: the thread local and the value for "no task" are objects of the JDK, and a
	 * task, which the registry and the thread's own stack hold while it runs, is held weakly.
	 *
	 * Threads of tasks are daemons, so the main thread of a Spring Boot application, which has a
	 * handler of Boot's, does nothing of this.
	 */

	/** The registries of the open launchers; a change replaces the list. */
	private static final AtomicReference<List<WeakReference<Registry<SupervisedTask<?>>>>> OPEN = new AtomicReference<>(
			List.of());

	/**
	 * Of a thread with a handler that is not ours: {@code null} before its first look,
	 * then a weak reference to its task, or {@link #NONE}.
	 */
	private static final ThreadLocal<@Nullable Object> KNOWN = new ThreadLocal<>();

	private static final Object NONE = false;

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final RunnerFrame RUNNER_FRAME = new RunnerFrame();

	private CurrentTask() {
	}

	public static @Nullable SupervisedTask<?> get() {
		Thread thread = Thread.currentThread();
		Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
		if (handler instanceof SupervisedTask<?> task && isRunBy(task, thread)) {
			return task;
		}
		return isForeign(handler, thread) ? known(thread) : null;
	}

	// Of a thread that waits for the calling one; searches when its handler is not ours
	public static @Nullable SupervisedTask<?> of(Thread thread) {
		Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
		if (handler instanceof SupervisedTask<?> task && isRunBy(task, thread)) {
			return task;
		}
		return isForeign(handler, thread) ? search(thread) : null;
	}

	private static boolean isRunBy(SupervisedTask<?> task, Thread thread) {
		return task.thread == thread || isCompleter(task, thread);
	}

	private static boolean isForeign(Thread.@Nullable UncaughtExceptionHandler handler, Thread thread) {
		return handler != null && !(handler instanceof ThreadGroup) && thread.isDaemon();
	}

	// By the thread itself
	private static @Nullable SupervisedTask<?> known(Thread thread) {
		Object known = KNOWN.get();
		if (known == null) {
			SupervisedTask<?> task = Boolean.TRUE.equals(WALKER.walk(RUNNER_FRAME)) ? search(thread) : null;
			known = (task != null) ? new WeakReference<>(task) : NONE;
			KNOWN.set(known);
		}
		return (known instanceof WeakReference<?> found) ? (SupervisedTask<?>) found.get() : null;
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

	/*-
	 * A class, not lambdas: a lambda whose first use runs out of memory can never be used.
	 */
	/** Whether the calling thread is that of a task: what runs tasks is on its stack. */
	private static final class RunnerFrame
			implements Function<Stream<StackWalker.StackFrame>, Boolean>, Predicate<StackWalker.StackFrame> {

		/**
		 * By name: the runner depends on this class, so a class literal would be a cycle.
		 */
		private static final String RUNNER = CurrentTask.class.getPackageName() + ".TaskRunner";

		@Override
		public Boolean apply(Stream<StackWalker.StackFrame> frames) {
			return frames.anyMatch(this);
		}

		@Override
		public boolean test(StackWalker.StackFrame frame) {
			return frame.getClassName().equals(RUNNER);
		}

	}

}
