package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSettings;
import dev.corral.TaskSpec;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/**
 * Spinning bodies hold every carrier, so no other virtual thread runs. Timeouts, leak
 * verdicts, scrapes, dumps, launches by platform threads and close still work.
 */
final class CarrierCases {

	private static final int CARRIERS = Integer.getInteger("jdk.virtualThreadScheduler.parallelism",
			Runtime.getRuntime().availableProcessors());

	private static final int CHILDREN = 2000;

	private static final int ROUNDS = 10;

	private static final Duration SPIN = Duration.ofMillis(100);

	private CarrierCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.concat(
				Stream.of(OnFull.values())
					.map((onFull) -> new ChaosCase(
							"carriers-taken/while-20-tasks-launch/"
									+ onFull.name().toLowerCase(Locale.ROOT).replace('_', '-'),
							(chaos) -> launching(chaos, onFull))),
				Stream.of(new ChaosCase("carriers-taken/verdicts", CarrierCases::verdicts),
						new ChaosCase("carriers-taken/platform-tasks", CarrierCases::platformTasks),
						new ChaosCase("carriers-taken/scope-of-queued-tasks-times-out", CarrierCases::queued),
						new ChaosCase("carriers-taken/scrapes-and-dumps", CarrierCases::scrapes),
						new ChaosCase("carriers-taken/scope-close", CarrierCases::scopeClose),
						new ChaosCase("carriers-taken/launcher-close", CarrierCases::launcherClose)));
	}

	// Only the children's name has a low limit, so the other tasks are always accepted
	private static void launching(Chaos chaos, OnFull onFull) throws Exception {
		Map<String, TaskSettings> settings = Map.of("child", TaskSettings.none().withMaxLive(CHILDREN));
		Corral corral = chaos.open((config) -> config.withTaskSettings(settings)
			.withMaxLive(2 * CHILDREN)
			.withOnFull(onFull)
			.withMaxWait(Duration.ofMillis(20)));
		for (int i = 0; i < 20; i++) {
			chaos.running("launching", () -> launchUntilReleased(chaos, corral));
		}
		List<FutureTask<Boolean>> requests = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			requests.add(Chaos.start("request", () -> launchUntilReleased(chaos, corral)));
		}
		for (int round = 0; round < ROUNDS; round++) {
			List<Task<?>> spinning = new ArrayList<>();
			for (int i = 0; i < CARRIERS; i++) {
				spinning.add(corral.task("spinning").timeout(SPIN).launch(() -> spin(chaos)));
			}
			for (Task<?> task : spinning) {
				Await.until(() -> "every timeout fires, a spinning task is " + task.status(),
						() -> task.status() == TaskStatus.TIMED_OUT);
			}
		}
		chaos.release();
		for (FutureTask<Boolean> request : requests) {
			Chaos.ended("a launch by a platform thread", request);
		}
	}

	private static boolean launchUntilReleased(Chaos chaos, Corral corral) throws InterruptedException {
		TaskSpec child = corral.task("child").timeout(Duration.ofMillis(20));
		while (chaos.released().getCount() > 0) {
			try {
				child.launch(chaos::park);
			}
			catch (RejectedExecutionException ex) {
				Await.pause();
			}
		}
		return true;
	}

	private static void spin(Chaos chaos) {
		while (!Thread.currentThread().isInterrupted() && chaos.released().getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	// These bodies ignore interrupts and spin until the release
	private static List<Task<?>> takeAll(Chaos chaos, CancellationScope scope) throws InterruptedException {
		List<Task<?>> spinning = new ArrayList<>();
		for (int i = 0; i < CARRIERS; i++) {
			spinning.add(chaos.running(scope.task("spinning"), () -> {
				while (chaos.released().getCount() > 0) {
					Thread.onSpinWait();
				}
			}));
		}
		return spinning;
	}

	private static void verdicts(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CancellationScope scope = corral.openScope("s");
		List<Task<?>> spinning = takeAll(chaos, scope);
		for (Task<?> task : spinning) {
			Await.until("a spinning task has a verdict",
					() -> corral.monitor().find(task.id()).map(TaskSnapshot::leak).isPresent());
		}
		Chaos.onItsOwnThread("cancel", () -> scope.cancel("enough"));
		for (Task<?> task : spinning) {
			chaos.awaitOverdue(task);
		}
		chaos.release();
		scope.close();
	}

	private static void platformTasks(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CancellationScope scope = corral.openScope("s");
		takeAll(chaos, scope);
		for (int i = 0; i < 10; i++) {
			Task<Integer> task = Chaos.onItsOwnThread("a launch",
					() -> corral.task("platform").onPlatformThread().call(() -> 1));
			Await.until("a platform task settles", () -> task.status() == TaskStatus.SUCCEEDED);
		}
		Task<?> timed = corral.task("platform").onPlatformThread().timeout(SPIN).launch(chaos::park);
		Await.until("a platform task times out", () -> timed.status() == TaskStatus.TIMED_OUT);
		chaos.release();
		scope.close();
	}

	private static void queued(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CancellationScope scope = corral.openScope("s");
		takeAll(chaos, scope);
		CancellationScope brief = corral.openScope("brief", ScopeConfig.supervise().timeout(SPIN));
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			tasks.add(Chaos.onItsOwnThread("a launch", () -> brief.launch("queued", chaos::park)));
		}
		for (Task<?> task : tasks) {
			Await.until(() -> "a queued task times out, it is " + task.status(), task::isDone);
		}
		chaos.withinTheGrace("scope.close()", brief::close);
		chaos.release();
		scope.close();
	}

	private static void scrapes(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CancellationScope scope = corral.openScope("s");
		List<Task<?>> spinning = takeAll(chaos, scope);
		for (int i = 0; i < 10; i++) {
			scope.launch("queued", chaos::park);
			long seen = Chaos.onItsOwnThread("a scrape", () -> {
				StringBuilder dump = new StringBuilder();
				corral.dumps().write(TaskFilter.all(), 1000, dump);
				if (dump.isEmpty() || corral.monitor().find(spinning.getFirst().id()).isEmpty()
						|| corral.monitor().scopes().isEmpty() || corral.monitor().countsByName().isEmpty()
						|| corral.monitor().oldestAges().isEmpty()) {
					throw new AssertionError("a scrape shows nothing");
				}
				return corral.monitor().count(TaskFilter.all());
			});
			if (seen != CARRIERS + i + 1 || corral.counts().queued() != i + 1) {
				throw new AssertionError(seen + " tasks are seen, counted are " + corral.counts());
			}
		}
		chaos.release();
		scope.close();
	}

	private static void scopeClose(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		List<Task<?>> spinning = takeAll(chaos, scope);
		Task<?> queued = scope.launch("queued", chaos::park);
		chaos.withinTheGrace("scope.close()", scope::close);
		for (Task<?> task : spinning) {
			chaos.awaitOverdue(task);
		}
		if (!queued.isDone()) {
			throw new AssertionError("a queued task of a closed scope is " + queued.status());
		}
	}

	private static void launcherClose(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		takeAll(chaos, scope);
		scope.launch("queued", chaos::park);
		chaos.closeLauncher();
		chaos.release();
		chaos.withinTheGrace("scope.close()", scope::close);
	}

}
