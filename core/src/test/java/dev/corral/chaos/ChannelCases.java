package dev.corral.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;

/**
 * An interrupt closes the channel that its target uses, and that close is user code.
 * Whatever it does, callers return within the grace and every sibling is interrupted.
 */
final class ChannelCases {

	private static final int CROWD = 100;

	private ChannelCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(Close.values())
			.flatMap((close) -> Stream.of(CancelWay.values())
				.flatMap((way) -> Stream.of(
						new ChaosCase(name("alone-on-a-platform-thread", close, way),
								(chaos) -> alone(chaos, close, way)),
						new ChaosCase(name("in-a-crowd", close, way), (chaos) -> crowd(chaos, close, way)))));
	}

	private static String name(String where, Close close, CancelWay way) {
		return ("channel/" + where + "/close-" + close + "/" + way).toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static void alone(Chaos chaos, Close close, CancelWay way) throws Exception {
		chaos.open();
		CancellationScope scope = openScope(chaos, way);
		CountDownLatch inUse = new CountDownLatch(1);
		Task<?> hostile = way.configure(scope.task("hostile"))
			.onPlatformThread()
			.launch(HostileChannel.body(() -> close.act(chaos), inUse, chaos.released()));
		Await.until("the channel is in use", () -> inUse.getCount() == 0 || hostile.isDone());
		way.cancel(chaos, scope, List.of(hostile));
		Await.until("its outcome is decided", hostile::isDone);
		meanwhile(chaos, close, way, List.of(hostile));
		chaos.withinTheGrace("scope.close()", scope::close);
	}

	private static void crowd(Chaos chaos, Close close, CancelWay way) throws Exception {
		chaos.open();
		CancellationScope scope = openScope(chaos, way);
		CountDownLatch inUse = new CountDownLatch(CROWD + 3);
		List<Task<?>> hostile = new ArrayList<>();
		List<Task<?>> siblings = new ArrayList<>();
		List<Task<?>> all = new ArrayList<>();
		for (int i = 0; i < CROWD + 3; i++) {
			boolean isHostile = i % (CROWD / 2) == 0;
			Task<?> task = way.configure(scope.task(isHostile ? "hostile" : "sibling"))
				.launch(HostileChannel.body(isHostile ? () -> close.act(chaos) : () -> {
				}, inUse, chaos.released()));
			(isHostile ? hostile : siblings).add(task);
			all.add(task);
		}
		Await.until("the channels are in use", () -> inUse.getCount() == 0 || siblings.stream().allMatch(Task::isDone));
		way.cancel(chaos, scope, all);
		for (Task<?> sibling : siblings) {
			Await.until(() -> "every sibling is interrupted, one of " + left(siblings) + " is " + sibling.status(),
					() -> sibling.status().isSettled());
		}
		Await.until("the outcomes are decided", () -> hostile.stream().allMatch(Task::isDone));
		meanwhile(chaos, close, way, hostile);
		chaos.withinTheGrace("scope.close()", scope::close);
	}

	private static long left(List<Task<?>> tasks) {
		return tasks.stream().filter((task) -> !task.status().isSettled()).count();
	}

	private static void meanwhile(Chaos chaos, Close close, CancelWay way, List<Task<?>> hostile) throws Exception {
		if (way != CancelWay.LAUNCHER_CLOSE) {
			chaos.othersGoOn();
			for (Task<?> task : hostile) {
				if (close == Close.BLOCKS) {
					chaos.awaitOverdue(task);
				}
			}
		}
		chaos.release();
		for (Task<?> task : hostile) {
			Await.until(() -> "the hostile task settles, it is " + task.status(), () -> task.status().isSettled());
		}
	}

	private static CancellationScope openScope(Chaos chaos, CancelWay way) {
		return chaos.corral().openScope("hostile", way.configure(ScopeConfig.supervise()));
	}

	/** What the close of a channel does. */
	private enum Close {

		BLOCKS {
			@Override
			void act(Chaos chaos) {
				chaos.hold();
			}
		},

		THROWS {
			@Override
			void act(Chaos chaos) {
				throw new IllegalStateException("planted");
			}
		},

		THROWS_AN_ERROR {
			@Override
			void act(Chaos chaos) {
				throw new LinkageError("planted");
			}
		},

		OVERFLOWS_THE_STACK {
			@Override
			void act(Chaos chaos) {
				StackOverflow.cause();
			}
		};

		abstract void act(Chaos chaos);

	}

}
