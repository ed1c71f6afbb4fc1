package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.event.TaskEvent;

/** Joiners return as soon as the outcome is decided, whatever still holds the task. */
final class JoinCases {

	private JoinCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.concat(
				Stream.of(Holder.values())
					.map((holder) -> new ChaosCase(
							"join/while-a-" + holder.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-blocks",
							(chaos) -> whileHeld(chaos, holder))),
				Stream.of(new ChaosCase("join/100-joiners-of-a-deaf-task", JoinCases::ofADeafTask),
						new ChaosCase("join/100-joiners-of-a-scope-of-deaf-tasks", JoinCases::ofADeafScope),
						new ChaosCase("join/interrupted-joiners", JoinCases::interruptedJoiners),
						new ChaosCase("join/itself", JoinCases::itself)));
	}

	// The first child fails the scope, and is held after its outcome
	private static void whileHeld(Chaos chaos, Holder holder) throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		Runnable blocking = () -> {
			held.countDown();
			chaos.hold();
		};
		Corral corral = chaos.open((config) -> holder.configure(config, blocking));
		if (holder == Holder.DURATION_RECORDER) {
			corral.monitor().recordDurations((name, outcome, nanos) -> {
				if (name.equals("failing")) {
					blocking.run();
				}
			});
		}
		CancellationScope scope = corral.openScope("s");
		CountDownLatch go = new CountDownLatch(1);
		Task<?> sibling = chaos.running(scope.task("sibling"), chaos::park);
		Task<?> failing = scope.launch("failing", () -> {
			go.await();
			throw new IllegalStateException("planted");
		});
		List<FutureTask<String>> joiners = List.of(Chaos.start("scope.join()", () -> failure(() -> {
			scope.join();
			return "";
		})), Chaos.start("task.join()", () -> failure(failing::join)),
				Chaos.start("task.get()", () -> failure(failing::get)),
				Chaos.start("future.get()", () -> failure(failing.toCompletableFuture()::get)),
				Chaos.start("task.get(timeout)", () -> failure(() -> failing.get(1, TimeUnit.HOURS))));
		go.countDown();
		Await.until("the task is held", held);
		for (FutureTask<String> joiner : joiners) {
			if (!Chaos.ended("a joiner", joiner).equals("planted")) {
				throw new AssertionError("a joiner got something else");
			}
		}
		Await.until("the sibling is cancelled", () -> sibling.status().isSettled());
		if (failing.awaitSettled(Duration.ofMillis(1))) {
			throw new AssertionError("a task that is held has settled");
		}
		chaos.release();
		scope.close();
	}

	private static String failure(Callable<?> join) throws Exception {
		try {
			join.call();
			return "";
		}
		catch (CompletionException | ExecutionException ex) {
			Throwable cause = ex.getCause();
			return (cause != null) ? String.valueOf(cause.getMessage()) : "no cause";
		}
	}

	private static void ofADeafTask(Chaos chaos) throws Exception {
		chaos.open();
		Task<?> task = chaos.running("deaf", chaos::hold);
		List<FutureTask<Boolean>> joiners = joiners(task::join);
		task.cancel("enough");
		for (FutureTask<Boolean> joiner : joiners) {
			Chaos.ended("a joiner", joiner);
		}
	}

	private static void ofADeafScope(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s", ScopeConfig.supervise());
		for (int i = 0; i < 10; i++) {
			chaos.running(scope.task("deaf"), chaos::hold);
		}
		List<FutureTask<Boolean>> joiners = joiners(() -> {
			scope.join();
			return true;
		});
		scope.cancel("enough");
		for (FutureTask<Boolean> joiner : joiners) {
			Chaos.ended("a joiner", joiner);
		}
		scope.close();
	}

	private static List<FutureTask<Boolean>> joiners(Callable<?> join) {
		List<FutureTask<Boolean>> joiners = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			FutureTask<Boolean> joiner = new FutureTask<>(() -> {
				try {
					join.call();
					return false;
				}
				catch (CancellationException ex) {
					return true;
				}
			});
			Thread.ofVirtual().name("joiner").start(joiner);
			joiners.add(joiner);
		}
		return joiners;
	}

	private static void interruptedJoiners(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		Task<?> task = chaos.running(scope.task("parked"), chaos::park);
		for (Callable<?> join : List.<Callable<?>>of(task::join, task::get, () -> {
			scope.join();
			return true;
		}, () -> task.awaitSettled(Duration.ofHours(1)))) {
			Chaos.onItsOwnThread("an interrupted joiner", () -> {
				Thread.currentThread().interrupt();
				try {
					join.call();
					throw new AssertionError("the wait has ended without an interrupt");
				}
				catch (InterruptedException ex) {
					return true;
				}
			});
		}
		chaos.release();
		scope.join();
		scope.close();
	}

	// A task that joins itself waits until its timeout
	private static void itself(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CountDownLatch known = new CountDownLatch(1);
		List<Task<?>> own = new ArrayList<>();
		Task<?> task = corral.task("itself").timeout(Duration.ofMillis(100)).launch(() -> {
			known.await();
			own.getFirst().join();
		});
		own.add(task);
		known.countDown();
		Await.until("it times out", task::isDone);
		Await.until("it settles", () -> task.status().isSettled());
		try (CancellationScope scope = corral.openScope("s")) {
			Task<?> child = scope.launch("joins-its-scope", scope::join);
			Await.until("it ends", child::isDone);
		}
	}

	/** What holds the failed task. */
	private enum Holder {

		RECOVERY_HANDLER {
			@Override
			CorralConfig configure(CorralConfig config, Runnable blocking) {
				return config.withRecoveryHandlers(List.of((panic) -> blocking.run()));
			}
		},

		LISTENER_OF_ENDED {
			@Override
			CorralConfig configure(CorralConfig config, Runnable blocking) {
				return config.withListeners(List.of((event) -> {
					if (event instanceof TaskEvent.Ended && event.name().equals("failing")) {
						blocking.run();
					}
				}));
			}
		},

		LISTENER_OF_PANICKED {
			@Override
			CorralConfig configure(CorralConfig config, Runnable blocking) {
				return config.withListeners(List.of((event) -> {
					if (event instanceof TaskEvent.Panicked && event.name().equals("failing")) {
						blocking.run();
					}
				}));
			}
		},

		DURATION_RECORDER;

		CorralConfig configure(CorralConfig config, Runnable blocking) {
			return config;
		}

	}

}
