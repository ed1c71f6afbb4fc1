package dev.corral.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;

/**
 * Batches of empty tasks: launched, run, and gone. A batch is over when every body has
 * counted down and, where there are counters, every task has settled.
 */
final class Launches {

	static final int BATCH = 1000;

	private static final Duration LONG = Duration.ofMinutes(1);

	private Launches() {
	}

	static Work raw() {
		return raw(BATCH);
	}

	static Work raw(int batch) {
		return () -> {
			CountDownLatch done = new CountDownLatch(batch);
			Runnable body = done::countDown;
			for (int i = 0; i < batch; i++) {
				Thread.startVirtualThread(body);
			}
			done.await();
			return batch;
		};
	}

	static Work supervised(Corral corral) {
		return described(corral.task("empty"));
	}

	static Work described(TaskSpec spec) {
		return described(spec, BATCH);
	}

	static Work described(TaskSpec spec, int batch) {
		return () -> {
			Task<?>[] tasks = new Task<?>[batch];
			CountDownLatch done = new CountDownLatch(batch);
			TaskBody body = done::countDown;
			for (int i = 0; i < batch; i++) {
				tasks[i] = spec.launch(body);
			}
			done.await();
			settled(tasks);
			return batch;
		};
	}

	// A scope for each batch: opened, joined, closed
	static Work scoped(Corral corral, int batch) {
		return () -> {
			CountDownLatch done = new CountDownLatch(batch);
			TaskBody body = done::countDown;
			try (CancellationScope scope = corral.openScope("batch")) {
				for (int i = 0; i < batch; i++) {
					scope.launch("empty", body);
				}
				scope.join();
			}
			return batch;
		};
	}

	// Parks: a launcher that spins takes the core that the tasks need to settle
	static void settled(Task<?>[] tasks) throws InterruptedException {
		for (Task<?> task : tasks) {
			if (!task.awaitSettled(LONG)) {
				throw new IllegalStateException(task + " does not settle");
			}
		}
	}

	// The same from several platform threads at once, each with a work of its own
	static Work together(int launchers, IntFunction<Work> works, ExecutorService threads) {
		List<Callable<Long>> runs = new ArrayList<>();
		for (int i = 0; i < launchers; i++) {
			Work work = works.apply(i);
			runs.add(work::run);
		}
		return () -> {
			long units = 0;
			for (Future<Long> run : threads.invokeAll(runs)) {
				units += run.get();
			}
			return units;
		};
	}

	static ExecutorService launchers(int number) {
		return Executors.newFixedThreadPool(number, Thread.ofPlatform().daemon().factory());
	}

}
