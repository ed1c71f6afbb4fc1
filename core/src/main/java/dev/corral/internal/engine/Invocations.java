package dev.corral.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.context.LateValue;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Plural;
import dev.corral.internal.util.SafeRead;

/**
 * Launches many bodies and waits for all, or for the first that succeeds; whatever is
 * undone when the wait ends is cancelled. Thread-safe.
 */
final class Invocations {

	private final Backend backend;

	private final CallbackExecutor callbacks;

	private final Launch launch;

	Invocations(Backend backend, CallbackExecutor callbacks, Launch launch) {
		this.backend = backend;
		this.callbacks = callbacks;
		this.launch = launch;
	}

	// Bodies that were not launched in time have a cancelled future
	<T extends @Nullable Object> List<Future<T>> all(Collection<? extends Callable<T>> tasks, long nanos)
			throws InterruptedException {
		List<Callable<T>> bodies = bodies(tasks);
		if (nanos > 0 && !bodies.isEmpty()) {
			refuseIfInterrupted();
		}
		long start = this.backend.nanoTime();
		List<SupervisedTask<T>> launched = new ArrayList<>(bodies.size());
		try {
			launchUntil(start, nanos, bodies, launched);
			for (SupervisedTask<T> task : launched) {
				if (!task.awaitDone(left(start, nanos))) {
					break;
				}
			}
		}
		finally {
			cancelUndone(launched);
		}
		List<Future<T>> futures = new ArrayList<>(launched);
		for (Callable<T> late : bodies.subList(launched.size(), bodies.size())) {
			FutureTask<T> never = new FutureTask<>(late);
			never.cancel(false);
			futures.add(never);
		}
		return futures;
	}

	<T extends @Nullable Object> T any(Collection<? extends Callable<T>> tasks, long nanos)
			throws InterruptedException, ExecutionException, TimeoutException {
		List<Callable<T>> bodies = bodies(tasks);
		if (bodies.isEmpty()) {
			throw new IllegalArgumentException("'tasks' must not be empty");
		}
		refuseIfInterrupted();
		long start = this.backend.nanoTime();
		List<SupervisedTask<T>> launched = new ArrayList<>(bodies.size());
		SupervisedTask<T> counts = null;
		try {
			// As in the JDK, the first one is launched before the time is looked at
			launched.add(this.launch.launch(bodies.get(0)));
			launchUntil(start, nanos, bodies.subList(1, bodies.size()), launched);
			List<Waiters> queues = launched.stream().map(SupervisedTask::waiters).toList();
			if (!Waiters.await(queues, this.backend, left(start, nanos), this,
					() -> hasSucceeded(launched) || (launched.size() == bodies.size() && isDone(launched)))) {
				throw new TimeoutException(
						"none of " + Plural.of(bodies.size(), "task", "tasks") + " has succeeded in time");
			}
			counts = firstSuccess(launched);
			return result(counts);
		}
		finally {
			cancelUndone(launched);
			handOverOthers(bodies, launched, counts);
		}
	}

	// Otherwise it would depend on the speed of the bodies whether an interrupted caller
	// gets a result
	private static void refuseIfInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("interrupted before anything was launched");
		}
	}

	private <T extends @Nullable Object> void launchUntil(long start, long nanos, List<Callable<T>> bodies,
			List<SupervisedTask<T>> launched) {
		for (Callable<T> body : bodies) {
			if (left(start, nanos) <= 0) {
				return;
			}
			launched.add(this.launch.launch(body));
		}
	}

	// Nobody has the handles of these tasks, so their values are as good as late
	@SuppressWarnings("ReferenceEquality")
	private <T extends @Nullable Object> void handOverOthers(List<Callable<T>> bodies, List<SupervisedTask<T>> launched,
			@Nullable SupervisedTask<T> counts) {
		for (int i = 0; i < launched.size(); i++) {
			SupervisedTask<T> task = launched.get(i);
			if (task != counts && task.decided() instanceof Outcome.Success<?> success) {
				LateValue.handOver(this.backend, this.callbacks, bodies.get(i), success.value(), task,
						task::callbackContext);
			}
		}
	}

	// The first task when none has succeeded
	private static <T extends @Nullable Object> SupervisedTask<T> firstSuccess(List<SupervisedTask<T>> ended) {
		return ended.stream()
			.filter((task) -> task.decided() instanceof Outcome.Success)
			.findFirst()
			.orElse(ended.get(0));
	}

	private static <T extends @Nullable Object> T result(SupervisedTask<T> counts)
			throws InterruptedException, ExecutionException {
		try {
			return counts.get();
		}
		catch (CancellationException ex) {
			throw Joins.thrown(new ExecutionException(SafeRead.line(ex), ex), counts);
		}
	}

	private static boolean hasSucceeded(List<? extends SupervisedTask<?>> tasks) {
		return tasks.stream().anyMatch((task) -> task.decided() instanceof Outcome.Success);
	}

	private static boolean isDone(List<? extends SupervisedTask<?>> tasks) {
		return tasks.stream().allMatch(SupervisedTask::isDone);
	}

	private static <T extends @Nullable Object> List<Callable<T>> bodies(Collection<? extends Callable<T>> tasks) {
		List<Callable<T>> bodies = new ArrayList<>();
		for (Callable<T> body : tasks) {
			bodies.add(Objects.requireNonNull(body, "'tasks' must not contain null"));
		}
		return bodies;
	}

	private long left(long start, long nanos) {
		return (nanos == Long.MAX_VALUE) ? nanos : nanos - (this.backend.nanoTime() - start);
	}

	private static void cancelUndone(List<? extends SupervisedTask<?>> tasks) {
		tasks.forEach((task) -> task.cancel(true));
	}

	/** How one body is launched. */
	@FunctionalInterface
	interface Launch {

		<T extends @Nullable Object> SupervisedTask<T> launch(Callable<T> body);

	}

}
