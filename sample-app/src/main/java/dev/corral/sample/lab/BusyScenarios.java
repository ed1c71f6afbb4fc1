package dev.corral.sample.lab;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.TaskContext;
import dev.corral.TaskLauncher;

/** Tasks that never wait, do not hear, or break. */
final class BusyScenarios {

	private static final Logger logger = LoggerFactory.getLogger(BusyScenarios.class);

	private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream(), false,
			StandardCharsets.UTF_8);

	/** What ignores interrupts still ends by itself one day. */
	private static final Duration LONGEST_DEAFNESS = Duration.ofSeconds(30);

	private BusyScenarios() {
	}

	private static void deaf() {
		long end = System.nanoTime() + LONGEST_DEAFNESS.toNanos();
		while (System.nanoTime() < end) {
			try {
				Thread.sleep(Duration.ofMillis(50));
			}
			catch (InterruptedException ex) {
				// This is the mistake that the scenario shows
			}
		}
	}

	/**
	 * Prints in an endless loop; only a cancel ends it. On a platform thread, since as
	 * many spinning virtual threads as there are carriers stop all others.
	 */
	static final class InfiniteLoop implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			return List.of(tasks.task(name).onPlatformThread().launch(InfiniteLoop::print).id());
		}

		private static void print() {
			TaskContext context = TaskContext.current();
			while (!context.isCancelled()) {
				NOWHERE.println("on and on");
			}
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			return List.of(tasks.launch(name, () -> {
				for (int i = 0; i < 1000; i++) {
					NOWHERE.println(i);
				}
			}).id());
		}

		/**
		 * Launches such loops without end, until the launcher has no room for one more.
		 * Its loops print once a second, so that thousands of them leave the web server
		 * its carriers: what is shown is the limit, not the starvation.
		 * @param tasks the launcher
		 * @param name the name of the scenario and of its tasks
		 * @return the id of the launching task
		 */
		static List<Long> storm(TaskLauncher tasks, String name) {
			return List.of(tasks.launch(name, () -> {
				TaskContext context = TaskContext.current();
				while (!context.isCancelled()) {
					try {
						tasks.launch(name, InfiniteLoop::printInTurns);
					}
					catch (RejectedExecutionException ex) {
						return;
					}
				}
			}).id());
		}

		private static void printInTurns() throws InterruptedException {
			TaskContext context = TaskContext.current();
			while (!context.isCancelled()) {
				NOWHERE.println("on and on");
				Thread.sleep(Duration.ofSeconds(1));
			}
		}

	}

	/** Goes on past its timeout; fixed, it ends when interrupted. */
	static final class IgnoresInterrupt implements Scenario {

		private static final Duration LIMIT = Duration.ofMillis(500);

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			return List.of(tasks.task(name).timeout(LIMIT).launch(BusyScenarios::deaf).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			return List.of(tasks.task(name).timeout(LIMIT).launch(() -> Thread.sleep(LONGEST_DEAFNESS)).id());
		}

		// For waits that no interrupt reaches: whoever can end the wait is told instead
		static List<Long> onCancel(TaskLauncher tasks, String name) {
			Semaphore over = new Semaphore(0);
			return List.of(tasks.task(name).timeout(LIMIT).launch(() -> {
				TaskContext.current().onCancel(over::release);
				over.acquireUninterruptibly();
			}).id());
		}

	}

	/** Sits in work that cannot be interrupted while its scope closes. */
	static final class OutlivesScope implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			return inClosingScope(tasks, name, true);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			return inClosingScope(tasks, name, false);
		}

		// The scope is closed by a task of its own, so that the request is answered at
		// once
		private static List<Long> inClosingScope(TaskLauncher tasks, String name, boolean deaf) {
			CancellationScope scope = tasks.openScope(name, ScopeConfig.supervise().detached());
			long child = scope.launch(name, () -> {
				if (deaf) {
					deaf();
				}
				else {
					Thread.sleep(LONGEST_DEAFNESS);
				}
			}).id();
			tasks.launch(name, () -> {
				Thread.sleep(Duration.ofMillis(100));
				scope.close();
			});
			return List.of(child);
		}

	}

	/** Reads beyond the end of an array; fixed, it looks at the length first. */
	static final class IndexOutOfBounds implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			int[] numbers = new int[1];
			return List.of(tasks.launch(name, () -> NOWHERE.println(numbers[numbers.length])).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			int[] numbers = new int[1];
			return List.of(tasks.launch(name, () -> NOWHERE.println(numbers[numbers.length - 1])).id());
		}

		static List<Long> ownHandler(TaskLauncher tasks, String name) {
			int[] numbers = new int[1];
			return List.of(tasks.task(name)
				.recoverWith((panic) -> logger.info("Handled by the task's own handler: {}", panic))
				.launch(() -> NOWHERE.println(numbers[numbers.length]))
				.id());
		}

		// Goes past the launcher on purpose, to show what is lost without it
		static List<Long> wild(TaskLauncher tasks, String name) {
			int[] numbers = new int[1];
			try {
				Thread.startVirtualThread(() -> NOWHERE.println(numbers[numbers.length]));
			}
			catch (IndexOutOfBoundsException ex) {
				logger.info("Never said: {}", ex.getMessage());
			}
			return List.of();
		}

		static List<Long> caught(TaskLauncher tasks, String name) {
			int[] numbers = new int[1];
			try {
				NOWHERE.println(numbers[numbers.length]);
			}
			catch (IndexOutOfBoundsException ex) {
				logger.info("Caught: {}", ex.getMessage());
			}
			return List.of();
		}

	}

}
