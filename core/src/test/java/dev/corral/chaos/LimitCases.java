package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;

/** Slots come back under every setting of what a launch does at the limit. */
final class LimitCases {

	private static final int SLOTS = 8;

	private LimitCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(OnFull.values())
			.flatMap((onFull) -> Stream.of(
					new ChaosCase(name("hostile-bodies", onFull), (chaos) -> hostileBodies(chaos, onFull)),
					new ChaosCase(name("blocked-handlers-hold-every-slot", onFull), (chaos) -> handlers(chaos, onFull)),
					new ChaosCase(name("closed-while-launches-wait", onFull), (chaos) -> closed(chaos, onFull))));
	}

	private static String name(String what, OnFull onFull) {
		return "limit/" + what + "/" + onFull.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static Corral open(Chaos chaos, OnFull onFull) {
		return chaos.open((config) -> config.withMaxLive(SLOTS).withOnFull(onFull).withMaxWait(Duration.ofSeconds(5)));
	}

	private static void hostileBodies(Chaos chaos, OnFull onFull) throws Exception {
		Corral corral = open(chaos, onFull);
		List<FutureTask<Boolean>> launching = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			launching.add(Chaos.start("launching thread", () -> {
				for (int j = 0; j < 20; j++) {
					launchHostile(corral, j);
				}
				return true;
			}));
		}
		for (FutureTask<Boolean> one : launching) {
			Chaos.ended("a launching thread", one);
		}
	}

	private static void launchHostile(Corral corral, int which) {
		try (CancellationScope scope = corral.openScope("s", ScopeConfig.supervise().limit(2))) {
			switch (which % 4) {
				case 0 -> scope.launch("overflows", StackOverflow::cause);
				case 1 -> scope.launch("throws", () -> {
					throw new LinkageError("planted");
				});
				case 2 -> scope.launch("interrupts", () -> Thread.currentThread().interrupt());
				default -> scope.launch("closes", scope::close);
			}
		}
		catch (RejectedExecutionException ex) {
			// The limit is reached
		}
	}

	private static void handlers(Chaos chaos, OnFull onFull) throws Exception {
		Corral corral = open(chaos, onFull);
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < SLOTS; i++) {
			tasks.add(corral.task("panics").recoverWith((panic) -> chaos.hold()).launch(() -> {
				throw new IllegalStateException("planted");
			}));
		}
		for (Task<?> task : tasks) {
			chaos.awaitOverdue(task);
		}
		if (corral.task("one-more").tryLaunch(chaos::park).isPresent()) {
			throw new AssertionError("a slot was given back while its task's handler runs");
		}
		FutureTask<Boolean> waiting = Chaos.start("waiting launch", () -> {
			try {
				corral.launch("waiting", () -> {
				});
				return true;
			}
			catch (RejectedExecutionException ex) {
				return false;
			}
		});
		if (onFull == OnFull.WAIT) {
			Await.until("the launch waits", () -> corral.monitor().launchesWaiting() == 1);
		}
		chaos.release();
		boolean accepted = Chaos.ended("the waiting launch", waiting);
		if (onFull != OnFull.REJECT && !accepted) {
			throw new AssertionError("a launch that waited was rejected though slots came back");
		}
	}

	private static void closed(Chaos chaos, OnFull onFull) throws Exception {
		Corral corral = open(chaos, onFull);
		for (int i = 0; i < SLOTS; i++) {
			chaos.running("deaf", chaos::hold);
		}
		List<FutureTask<Boolean>> launching = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			launching.add(Chaos.start("launching thread", () -> {
				try {
					corral.launch("late", () -> {
					});
				}
				catch (RejectedExecutionException ex) {
					// Full, or closed
				}
				return true;
			}));
		}
		if (onFull == OnFull.WAIT) {
			Await.until("the launches wait", () -> corral.monitor().launchesWaiting() == 4);
		}
		chaos.closeLauncher();
		for (FutureTask<Boolean> one : launching) {
			Chaos.ended("a launching thread", one);
		}
	}

}
