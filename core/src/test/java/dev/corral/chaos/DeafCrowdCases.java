package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.LeakReason;

/** Of many children that ignore the end of their scope, each one is found OVERDUE. */
final class DeafCrowdCases {

	private DeafCrowdCases() {
	}

	static Stream<ChaosCase> all() {
		return IntStream.of(1, 63, 64, 65, 100)
			.boxed()
			.flatMap((size) -> Stream.of(End.values())
				.map((end) -> new ChaosCase("deaf-crowd/of-" + size + "/" + end.text,
						(chaos) -> play(chaos, size, end))));
	}

	private static void play(Chaos chaos, int size, End end) throws Exception {
		Set<Long> found = Collections.synchronizedSet(new HashSet<>());
		TaskListener listener = (event) -> {
			if (event instanceof TaskEvent.LeakFound leak && leak.leak().reason() == LeakReason.OVERDUE) {
				found.add(leak.leak().task());
			}
		};
		chaos.open((config) -> configure(config, listener));
		for (int time = 0; time < end.times; time++) {
			CountDownLatch release = new CountDownLatch(1);
			chaos.onRelease(release::countDown);
			CancellationScope scope = chaos.corral().openScope("crowd", end.configure(ScopeConfig.supervise()));
			List<Task<?>> tasks = new ArrayList<>();
			CountDownLatch begun = new CountDownLatch(size);
			for (int i = 0; i < size; i++) {
				tasks.add(scope.launch("deaf", () -> {
					begun.countDown();
					Await.ignoringInterrupts(release);
				}));
			}
			Await.until("all run", begun);
			end.end(chaos, scope);
			Await.until(() -> size + " deaf children are OVERDUE, " + count(tasks, found) + " were found",
					() -> count(tasks, found) == size);
			Await.until(() -> size + " are counted, " + chaos.corral().counts().leaked() + " are",
					() -> chaos.corral().counts().leaked() == size);
			release.countDown();
			chaos.withinTheGrace("scope.close()", scope::close);
			Await.until("the crowd is gone", () -> chaos.corral().counts().live() == 0);
		}
	}

	// No task is reported for its age alone
	private static CorralConfig configure(CorralConfig config, TaskListener listener) {
		return config.withListeners(List.of(listener)).withLeakAfter(Duration.ofMinutes(1));
	}

	private static long count(List<Task<?>> tasks, Set<Long> found) {
		return tasks.stream().filter((task) -> found.contains(task.id())).count();
	}

	/** How the scope ends. */
	private enum End {

		CLOSED("closed", 6) {
			@Override
			void end(Chaos chaos, CancellationScope scope) throws Exception {
				chaos.withinTheGrace("scope.close()", scope::close);
			}
		},

		CANCELLED("cancelled", 2) {
			@Override
			void end(Chaos chaos, CancellationScope scope) {
				scope.cancel("enough");
			}
		},

		TIMED_OUT("timed-out", 2) {
			@Override
			ScopeConfig configure(ScopeConfig config) {
				return config.timeout(Duration.ofMillis(200));
			}

			@Override
			void end(Chaos chaos, CancellationScope scope) throws Exception {
				Await.until("the scope times out", scope::isCancelled);
			}
		};

		private final String text;

		/** A closer races the end of the grace, so one try is not enough. */
		private final int times;

		End(String text, int times) {
			this.text = text;
			this.times = times;
		}

		ScopeConfig configure(ScopeConfig config) {
			return config;
		}

		abstract void end(Chaos chaos, CancellationScope scope) throws Exception;

	}

}
