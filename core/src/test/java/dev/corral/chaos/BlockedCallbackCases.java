package dev.corral.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.TaskStatus;

/**
 * Many callbacks block at once. A timed-out body is still interrupted, and another
 * callback still runs.
 */
final class BlockedCallbackCases {

	private static final int MANY = 41;

	private BlockedCallbackCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(Kind.values()).map((kind) -> {
			String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
			return new ChaosCase("blocked-callbacks/" + MANY + "-" + name, (chaos) -> play(chaos, kind));
		});
	}

	private static void play(Chaos chaos, Kind kind) throws Exception {
		AtomicInteger blocked = new AtomicInteger();
		Runnable blocking = () -> {
			blocked.incrementAndGet();
			chaos.hold();
		};
		Corral corral = chaos.open((config) -> kind.configure(config, blocking));
		corral.monitor().recordDurations((name, outcome, nanos) -> {
			if (kind == Kind.DURATION_RECORDERS && name.equals("hostile")) {
				blocking.run();
			}
		});
		CancellationScope scope = corral.openScope("hostile", ScopeConfig.supervise());
		kind.block(chaos, scope, blocking);
		int atOnce = kind.blocksAllAtOnce() ? MANY : 1;
		Await.until(() -> blocked + " of " + MANY + " block, " + atOnce + " should", () -> blocked.get() >= atOnce);
		chaos.othersGoOn();
		anotherCallbackRuns(corral);
		chaos.release();
		Await.until(() -> blocked + " of " + MANY + " were called", () -> blocked.get() >= MANY);
		chaos.withinTheGrace("scope.close()", scope::close);
	}

	private static void anotherCallbackRuns(Corral corral) throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch registered = new CountDownLatch(1);
		Task<?> task = corral.task("other").timeout(Duration.ofMillis(50)).launch(() -> {
			TaskContext.current().onCancel(called::countDown);
			registered.countDown();
			new CountDownLatch(1).await();
		});
		Await.until(() -> "another timed-out body is interrupted, its task is " + task.status(),
				() -> task.status() == TaskStatus.TIMED_OUT);
		if (registered.getCount() == 0) {
			Await.until("another callback is called", called);
		}
	}

	/** Whose callbacks block. */
	private enum Kind {

		ON_CANCEL_OF_A_SCOPE {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				for (int i = 0; i < MANY; i++) {
					scope.onCancel(blocking);
				}
				scope.launch("hostile", chaos::park);
				scope.cancel("enough");
			}
		},

		ON_CANCEL_OF_TASKS_THAT_TIME_OUT {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				for (int i = 0; i < MANY; i++) {
					scope.task("hostile").timeout(Duration.ofMillis(300)).launch(() -> {
						TaskContext.current().onCancel(blocking);
						chaos.park();
					});
				}
			}
		},

		DEPENDENTS_OF_FUTURES {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) throws Exception {
				CountDownLatch attached = new CountDownLatch(1);
				for (int i = 0; i < MANY; i++) {
					Task<?> task = scope.launch("hostile", attached::await);
					CompletableFuture<?> unused = task.toCompletableFuture().thenRun(blocking);
				}
				attached.countDown();
			}
		},

		RECOVERY_HANDLERS {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				for (int i = 0; i < MANY; i++) {
					scope.task("hostile").recoverWith((panic) -> blocking.run()).launch(() -> {
						throw new IllegalStateException("planted");
					});
				}
			}
		},

		RECOVERY_HANDLERS_OF_LATE_PANICS {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				for (int i = 0; i < MANY; i++) {
					scope.task("hostile")
						.timeout(Duration.ofMillis(20))
						.recoverWith((panic) -> blocking.run())
						.launch(() -> {
							try {
								chaos.park();
							}
							catch (InterruptedException ex) {
								throw new LinkageError("planted");
							}
						});
				}
			}
		},

		DURATION_RECORDERS {
			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				launchMany(scope);
			}
		},

		LISTENERS_OF_ENDED_TASKS {
			@Override
			CorralConfig configure(CorralConfig config, Runnable blocking) {
				return config.withListeners(List.of((event) -> {
					if (event instanceof TaskEvent.Ended && event.name().equals("hostile")) {
						blocking.run();
					}
				}));
			}

			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				launchMany(scope);
			}
		},

		LISTENERS_OF_LEAKS {
			@Override
			CorralConfig configure(CorralConfig config, Runnable blocking) {
				return config.withListeners(List.of((event) -> {
					if (event instanceof TaskEvent.LeakFound && event.name().equals("hostile")) {
						blocking.run();
					}
				}));
			}

			@Override
			void block(Chaos chaos, CancellationScope scope, Runnable blocking) {
				for (int i = 0; i < MANY; i++) {
					scope.launch("hostile", chaos::park);
				}
			}

			// Events may wait for each other
			@Override
			boolean blocksAllAtOnce() {
				return false;
			}
		};

		CorralConfig configure(CorralConfig config, Runnable blocking) {
			return config;
		}

		abstract void block(Chaos chaos, CancellationScope scope, Runnable blocking) throws Exception;

		boolean blocksAllAtOnce() {
			return true;
		}

		void launchMany(CancellationScope scope) {
			for (int i = 0; i < MANY; i++) {
				scope.launch("hostile", () -> {
				});
			}
		}

	}

}
