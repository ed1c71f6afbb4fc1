package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;

/** Scopes and launchers that are closed while other threads launch; no task is lost. */
final class CloseRaceCases {

	private static final int LAUNCHERS = 8;

	private CloseRaceCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(new ChaosCase("close/launcher-while-8-threads-launch", CloseRaceCases::launcherWhileLaunching),
				new ChaosCase("close/scope-while-8-threads-launch", CloseRaceCases::scopeWhileLaunching),
				new ChaosCase("close/launcher-while-8-threads-open-scopes", CloseRaceCases::launcherWhileOpening),
				new ChaosCase("close/launcher-while-300-tasks-panic", CloseRaceCases::launcherWhilePanicking),
				new ChaosCase("close/20-launchers-leave-no-threads", CloseRaceCases::leavesNoThreads));
	}

	private static void launcherWhileLaunching(Chaos chaos) throws Exception {
		Corral corral = chaos.open((config) -> config.withMaxLive(0));
		CountDownLatch warm = new CountDownLatch(LAUNCHERS * 10);
		List<FutureTask<List<Task<?>>>> launchers = launchUntilRefused(warm, () -> corral.launch("late", () -> {
		}));
		Await.until("all launch", warm);
		chaos.closeLauncher();
		long accepted = 0;
		for (FutureTask<List<Task<?>>> launcher : launchers) {
			List<Task<?>> tasks = Chaos.ended("a launching thread", launcher);
			accepted += tasks.size();
			CloseCases.awaitAll(tasks);
		}
		if (corral.counts().launched() != accepted) {
			throw new AssertionError(accepted + " launches were accepted, " + corral.counts() + " are counted");
		}
	}

	private static void scopeWhileLaunching(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open((config) -> config.withMaxLive(0)).openScope("s");
		CountDownLatch warm = new CountDownLatch(LAUNCHERS * 10);
		List<FutureTask<List<Task<?>>>> launchers = launchUntilRefused(warm, () -> scope.launch("late", () -> {
		}));
		Await.until("all launch", warm);
		chaos.withinTheGrace("scope.close()", scope::close);
		for (FutureTask<List<Task<?>>> launcher : launchers) {
			CloseCases.awaitAll(Chaos.ended("a launching thread", launcher));
		}
	}

	// Bounded in case no launch is ever rejected; waits now and then so that few are live
	private static List<FutureTask<List<Task<?>>>> launchUntilRefused(CountDownLatch warm, Supplier<Task<?>> launch) {
		List<FutureTask<List<Task<?>>>> launchers = new ArrayList<>();
		for (int i = 0; i < LAUNCHERS; i++) {
			launchers.add(Chaos.start("launcher", () -> {
				List<Task<?>> tasks = new ArrayList<>();
				try {
					while (tasks.size() < 20_000) {
						tasks.add(launch.get());
						warm.countDown();
						if (tasks.size() % 50 == 0) {
							tasks.getLast().awaitSettled(Await.LIMIT);
						}
					}
				}
				catch (RejectedExecutionException ex) {
					// Closed
				}
				return tasks;
			}));
		}
		return launchers;
	}

	private static void launcherWhileOpening(Chaos chaos) throws Exception {
		Corral corral = chaos.open((config) -> config.withMaxLive(0));
		CountDownLatch warm = new CountDownLatch(LAUNCHERS * 10);
		List<FutureTask<List<Task<?>>>> launchers = launchUntilRefused(warm, () -> {
			try (CancellationScope scope = corral.openScope("s", ScopeConfig.failFast().timeout(Duration.ofHours(1)))) {
				Task<?> task = scope.launch("late", () -> {
				});
				scope.join();
				return task;
			}
			catch (InterruptedException | CancellationException | CompletionException ex) {
				throw new RejectedExecutionException(ex);
			}
		});
		Await.until("all open scopes", warm);
		chaos.closeLauncher();
		for (FutureTask<List<Task<?>>> launcher : launchers) {
			CloseCases.awaitAll(Chaos.ended("a thread that opens scopes", launcher));
		}
	}

	private static void launcherWhilePanicking(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CountDownLatch go = new CountDownLatch(1);
		for (int i = 0; i < 300; i++) {
			corral.launch("panicking", () -> {
				go.await();
				throw new IllegalStateException("planted");
			});
		}
		go.countDown();
		chaos.closeLauncher();
	}

	private static void leavesNoThreads(Chaos chaos) throws Exception {
		long before = helpers();
		for (int i = 0; i < 20; i++) {
			Corral brief = Corral.create(Chaos.config());
			try (brief) {
				Task<?> task = brief.task("timed").timeout(Duration.ofMillis(5)).launch(chaos::park);
				Await.until("the task times out", () -> task.status().isSettled());
			}
		}
		Await.until(() -> "helper threads end with their launcher, there are " + helpers() + " after " + before,
				() -> helpers() <= before + 10);
		chaos.open();
	}

	private static long helpers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("corral-"))
			.count();
	}

}
