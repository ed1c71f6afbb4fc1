package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskStatus;

/** No native thread can be had just when the launcher needs one, and later they can. */
final class NoNativeThreads {

	private static final int ROUNDS = Program.number("corral.chaos.rounds", 1);

	private static final int TRIES = 5;

	private static final Duration SOON = Duration.ofMillis(50);

	/** How long there are none, once they were asked for. */
	private static final Duration SHORTAGE = Duration.ofMillis(300);

	private NoNativeThreads() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			Moment moment = Moment.valueOf(System.getProperty("corral.chaos.moment", Moment.FIRST_TIMEOUT.name()));
			warmUp();
			for (int i = 1; i <= ROUNDS; i++) {
				round(moment, i, 1);
			}
			Afterwards.threadFaults().forEach(Program::fault);
		});
	}

	// Carriers are there and classes are loaded before anything is missing
	private static void warmUp() {
		List<Thread> virtual = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			virtual.add(Thread.startVirtualThread(Thread::yield));
		}
		Program.until(() -> virtual.stream().noneMatch(Thread::isAlive));
		Program.check(Afterwards.faults(Corral.create(Afterwards.CONFIG), Afterwards.CONFIG).isEmpty(),
				"the warm-up with enough threads failed");
		ThreadHogs.canStartThread();
	}

	// A round in which the JDK loses threads of tasks proves nothing, and is tried again
	private static void round(Moment moment, int round, int attempt) throws Exception {
		List<String> faults = new ArrayList<>();
		Corral corral = moment.run(faults);
		if (!faults.isEmpty() && attempt < TRIES && LostThreads.tasksOf(corral, false) > 0) {
			System.out.println("round " + round + ": the JDK lost the thread of a task; tried again: " + faults);
			Afterwards.closeInTime(corral, Afterwards.CONFIG).ifPresent(Program::fault);
			round(moment, round, attempt + 1);
			return;
		}
		faults.addAll(Afterwards.faults(corral, Afterwards.CONFIG));
		Program.result("no native threads at " + moment + ", round " + round, faults);
	}

	private static void awaitShortage() {
		Program.until(() -> false, SHORTAGE);
	}

	// A launch that fails leaves nothing, which the counters show later
	private static void tryTo(List<String> faults, Program.Body body) {
		try {
			body.run();
		}
		catch (OutOfMemoryError | RejectedExecutionException ex) {
			// May happen to any call
		}
		catch (Throwable ex) {
			faults.add("a call threw " + Program.text(ex));
		}
	}

	private static Duration patience(List<String> faults) {
		return faults.isEmpty() ? Program.PATIENCE : Program.PATIENCE.dividedBy(5);
	}

	private static void awaitSettled(List<String> faults, List<Task<?>> tasks, TaskStatus status) {
		for (Task<?> task : tasks) {
			if (!Program.until(() -> task.status() == status, patience(faults))) {
				faults.add("task " + task.name() + " is " + task.status() + " instead of " + status);
				task.cancel("checked");
			}
		}
	}

	/** When there are none. */
	enum Moment {

		FIRST_TIMEOUT {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				List<Task<?>> tasks = new ArrayList<>();
				ThreadHogs.during(() -> {
					for (int i = 0; i < 5; i++) {
						tryTo(faults, () -> tasks.add(corral.task("timed").timeout(SOON).launch(Afterwards.FOR_EVER)));
					}
					awaitShortage();
				});
				awaitNext(corral, faults);
				awaitSettled(faults, tasks, TaskStatus.TIMED_OUT);
				return corral;
			}
		},

		FIRST_TIMEOUT_OF_A_SCOPE {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				List<Task<?>> tasks = new ArrayList<>();
				List<CancellationScope> scopes = new ArrayList<>();
				ThreadHogs.during(() -> {
					for (int i = 0; i < 5; i++) {
						tryTo(faults, () -> {
							CancellationScope scope = corral.openScope("timed", ScopeConfig.failFast().timeout(SOON));
							scopes.add(scope);
							tasks.add(scope.launch("in-scope", Afterwards.FOR_EVER));
						});
					}
					awaitShortage();
				});
				awaitNext(corral, faults);
				awaitSettled(faults, tasks, TaskStatus.TIMED_OUT);
				scopes.forEach(CancellationScope::close);
				return corral;
			}
		},

		FIRST_INTERRUPT {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				List<Task<?>> tasks = new ArrayList<>();
				for (int i = 0; i < 6; i++) {
					tasks.add(corral.launch("cancelled", Afterwards.FOR_EVER));
				}
				Program.until(() -> tasks.stream().allMatch((task) -> task.status() == TaskStatus.RUNNING));
				ThreadHogs.during(() -> {
					tasks.subList(0, 5).forEach((task) -> tryTo(faults, () -> task.cancel("enough")));
					awaitShortage();
				});
				tasks.forEach((task) -> task.cancel("enough"));
				awaitSettled(faults, tasks, TaskStatus.CANCELLED);
				return corral;
			}
		},

		FIRST_CALLBACK {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				AtomicBoolean called = new AtomicBoolean();
				AtomicBoolean completed = new AtomicBoolean();
				CountDownLatch gate = new CountDownLatch(1);
				CancellationScope scope = corral.openScope("cancelled");
				scope.onCancel(() -> called.set(true));
				Task<?> task = corral.launch("completes", gate::await);
				task.toCompletableFuture().thenRun(() -> completed.set(true)).isDone();
				ThreadHogs.during(() -> {
					tryTo(faults, () -> scope.cancel("enough"));
					gate.countDown();
					awaitShortage();
				});
				scope.cancel("enough");
				awaitNext(corral, faults);
				Program.until(called::get);
				if (!called.get()) {
					faults.add("a callback never came");
				}
				if (!Program.until(completed::get)) {
					faults.add("a dependent never ran");
				}
				scope.close();
				return corral;
			}
		},

		CREATION {
			@Override
			Corral run(List<String> faults) throws Exception {
				List<Corral> made = new ArrayList<>();
				ThreadHogs.during(() -> {
					tryTo(faults, () -> made.add(Corral.create(Afterwards.CONFIG)));
					made.forEach(
							(corral) -> tryTo(faults, () -> corral.task("timed").timeout(SOON).launch(Calls.NOTHING)));
					awaitShortage();
				});
				if (made.isEmpty()) {
					faults.addAll(Afterwards.threadFaults());
					made.add(Corral.create(Afterwards.CONFIG));
				}
				return made.getFirst();
			}
		},

		PLATFORM_TASKS {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				CancellationScope scope = corral.openScope("scope");
				List<Task<?>> started = new ArrayList<>();
				ThreadHogs.during(() -> {
					for (int i = 0; i < 20; i++) {
						tryTo(faults,
								() -> started.add(corral.task("platform").onPlatformThread().launch(Calls.NOTHING)));
						tryTo(faults, () -> started
							.add(scope.task("platform").onPlatformThread().timeout(SOON).launch(Afterwards.FOR_EVER)));
						tryTo(faults,
								() -> corral.task("platform")
									.onPlatformThread()
									.tryLaunch(Calls.NOTHING)
									.ifPresent(started::add));
					}
					// The stack of a thread that has ended may serve a task
					long running = started.stream().filter((task) -> !task.status().isSettled()).count();
					Counts counts = corral.counts();
					if (counts.launched() - counts.settled() > running) {
						faults.add("something is left of a launch that failed: " + counts);
					}
					awaitShortage();
				});
				scope.close();
				return corral;
			}
		},

		CLOSE {
			@Override
			Corral run(List<String> faults) throws Exception {
				Corral corral = Corral.create(Afterwards.CONFIG);
				Task<?> polite = corral.task("polite").timeout(Calls.HOUR).launch(Afterwards.FOR_EVER);
				Task<?> second = corral.openScope("scope").launch("polite", Afterwards.FOR_EVER);
				Program.until(() -> second.status() == TaskStatus.RUNNING);
				ThreadHogs.during(() -> {
					long begun = System.nanoTime();
					tryTo(faults, corral::close);
					long millis = Program.millisSince(begun);
					long limit = Afterwards.CONFIG.shutdownTimeout()
						.plus(Afterwards.CONFIG.cancelGrace())
						.plus(Program.SLACK)
						.toMillis();
					if (millis > limit) {
						faults.add("close() took " + millis + " ms, its limit is " + limit + " ms");
					}
				});
				tryTo(faults, corral::close);
				awaitSettled(faults, List.of(polite, second), TaskStatus.CANCELLED);
				// What the JDK has lost is looked for in the launcher that is returned
				boolean lost = !faults.isEmpty() && LostThreads.tasksOf(corral, false) > 0;
				return lost ? corral : Corral.create(Afterwards.CONFIG);
			}
		};

		// Returns the launcher, open, when threads can be had again
		abstract Corral run(List<String> faults) throws Exception;

		// Whoever needs a helper next starts it again
		private static void awaitNext(Corral corral, List<String> faults) {
			Task<?> next = corral.task("next").timeout(SOON).launch(Afterwards.FOR_EVER);
			awaitSettled(faults, List.of(next), TaskStatus.TIMED_OUT);
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
