package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;

/** Scopes and launchers that are closed by their own tasks or by many threads at once. */
final class CloseCases {

	private static final int CLOSERS = 8;

	private static final int DEEP = 1000;

	private CloseCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(new ChaosCase("close/scope-by-its-own-task", CloseCases::scopeByItsTask),
				new ChaosCase("close/scope-by-a-descendant-with-deaf-siblings", CloseCases::scopeByADescendant),
				new ChaosCase("close/scope-by-8-threads-at-once", CloseCases::scopeByMany),
				new ChaosCase("close/launcher-by-its-own-task", CloseCases::launcherByItsTask),
				new ChaosCase("close/launcher-by-two-of-its-tasks", CloseCases::launcherByTwoTasks),
				new ChaosCase("close/launcher-by-a-task-of-a-scope-with-deaf-siblings", CloseCases::launcherFromAScope),
				new ChaosCase("close/launcher-by-8-threads-at-once", CloseCases::launcherByMany),
				new ChaosCase("close/1000-nested-scopes-from-the-top", (chaos) -> nested(chaos, true)),
				new ChaosCase("close/1000-nested-scopes-by-the-launcher", (chaos) -> nested(chaos, false)),
				new ChaosCase("close/1000-nested-scopes-by-a-timeout-at-the-top", CloseCases::nestedTimeout),
				new ChaosCase("close/scopes-left-open-by-a-body", CloseCases::leftOpen));
	}

	private static void scopeByItsTask(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		Task<?> sibling = chaos.running(scope.task("sibling"), chaos::park);
		Task<?> closer = scope.launch("closer", () -> {
			TaskContext.current().scope().close();
			scope.close();
		});
		Await.until("the closer ends", () -> closer.status().isSettled());
		Await.until("its sibling ends", () -> sibling.status().isSettled());
	}

	private static void scopeByADescendant(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		Task<?> deaf = chaos.running(scope.task("deaf"), chaos::hold);
		Task<?> ancestor = scope.launch("ancestor", () -> {
			try (CancellationScope inner = TaskContext.current().scope().openScope("inner")) {
				inner.launch("closer", scope::close);
				inner.join();
			}
		});
		Await.until("the ancestor ends", () -> ancestor.status().isSettled());
		chaos.awaitOverdue(deaf);
	}

	private static void scopeByMany(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		for (int i = 0; i < 50; i++) {
			boolean deaf = i % 2 == 0;
			chaos.running(scope.task("child"), deaf ? chaos::hold : chaos::park);
		}
		chaos.withinTheGrace("scope.close() by many", () -> atOnce(scope::close));
	}

	private static void launcherByItsTask(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		chaos.running("other", chaos::park);
		chaos.closesLauncher();
		Task<?> closer = corral.launch("closer", corral::close);
		Await.until("the closer ends", () -> closer.status().isSettled());
	}

	private static void launcherByTwoTasks(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		chaos.closesLauncher();
		CountDownLatch both = new CountDownLatch(2);
		List<Task<?>> closers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			closers.add(corral.launch("closer", () -> {
				both.countDown();
				both.await();
				corral.close();
			}));
		}
		for (Task<?> closer : closers) {
			Await.until("the closer ends", () -> closer.status().isSettled());
		}
	}

	private static void launcherFromAScope(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CancellationScope scope = corral.openScope("s");
		chaos.running(scope.task("deaf"), chaos::hold);
		chaos.closesLauncher();
		Task<?> closer = scope.launch("closer", corral::close);
		Await.until("the closer ends", () -> closer.status().isSettled());
		chaos.withinTheGrace("scope.close()", scope::close);
	}

	private static void launcherByMany(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		chaos.running("deaf", chaos::hold);
		chaos.closesLauncher();
		chaos.withinTheGrace("close() by many", () -> atOnce(corral::close));
	}

	private static void atOnce(Runnable action) throws Exception {
		List<FutureTask<Boolean>> running = new ArrayList<>();
		for (int i = 0; i < CLOSERS; i++) {
			running.add(Chaos.start("one of many", () -> {
				action.run();
				return true;
			}));
		}
		for (FutureTask<Boolean> one : running) {
			Chaos.ended("one of many", one);
		}
	}

	private static void nested(Chaos chaos, boolean fromTheTop) throws Exception {
		CancellationScope top = chaos.open().openScope("s");
		List<Task<?>> tasks = nest(chaos, top);
		if (fromTheTop) {
			chaos.withinTheGrace("close() of " + DEEP + " nested scopes", top::close);
		}
		else {
			chaos.closeLauncher();
		}
		awaitAll(tasks);
		top.close();
	}

	private static void nestedTimeout(Chaos chaos) throws Exception {
		CancellationScope top = chaos.open().openScope("s", ScopeConfig.failFast().timeout(Duration.ofMillis(300)));
		List<Task<?>> tasks = nest(chaos, top);
		awaitAll(tasks);
		chaos.withinTheGrace("close() of " + DEEP + " nested scopes", top::close);
	}

	private static List<Task<?>> nest(Chaos chaos, CancellationScope top) {
		List<Task<?>> tasks = new ArrayList<>();
		CancellationScope scope = top;
		for (int i = 0; i < DEEP; i++) {
			scope = scope.openScope("s");
			if (i % 10 == 0 || i == DEEP - 1) {
				tasks.add(scope.launch("nested", chaos::park));
			}
		}
		return tasks;
	}

	static void awaitAll(Iterable<Task<?>> tasks) throws InterruptedException {
		for (Task<?> task : tasks) {
			Await.until(() -> "every task ends, one is " + task.status(), () -> task.status().isSettled());
		}
	}

	private static void leftOpen(Chaos chaos) throws Exception {
		ConcurrentLinkedQueue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
		Corral corral = chaos.open();
		Task<?> parent = corral.launch("careless", () -> {
			for (int i = 0; i < 50; i++) {
				CancellationScope scope = corral.openScope("left",
						ScopeConfig.supervise().timeout(Duration.ofHours(1)));
				tasks.add(scope.launch("child", chaos::park));
				tasks.add(scope.openScope("inner").launch("child", chaos::park));
			}
			throw new IllegalStateException("planted");
		});
		Await.until("the careless task ends", () -> parent.status().isSettled());
		awaitAll(tasks);
	}

}
