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

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskSpec;

/**
 * Batches of empty tasks: launched, run, and gone. A batch is over when every body has
 * counted down and, where there are books, every task has settled.
 */
final class Launches {

	static final int BATCH = 1000;

	private static final Duration LONG = Duration.ofMinutes(1);

	private Launches() {
	}

	static Work raw() {
		return () -> {
			CountDownLatch done = new CountDownLatch(BATCH);
			Runnable body = done::countDown;
			for (int i = 0; i < BATCH; i++) {
				Thread.startVirtualThread(body);
			}
			done.await();
			return BATCH;
		};
	}

	static Work supervised(Corral corral) {
		return described(corral.task("empty"));
	}

	static Work described(TaskSpec spec) {
		return () -> {
			Task<?>[] tasks = new Task<?>[BATCH];
			CountDownLatch done = new CountDownLatch(BATCH);
			for (int i = 0; i < BATCH; i++) {
				tasks[i] = spec.launch(done::countDown);
			}
			done.await();
			for (Task<?> task : tasks) {
				settled(task);
			}
			return BATCH;
		};
	}

	// Parks: a launcher that spins takes the core that the task needs to settle
	private static void settled(Task<?> task) throws InterruptedException {
		if (!task.awaitSettled(LONG)) {
			throw new IllegalStateException(task + " does not settle");
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
