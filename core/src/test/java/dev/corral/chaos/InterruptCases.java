package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.TaskStatus;

/** Interrupts that are late, swallowed, or caused by bodies. */
final class InterruptCases {

	private InterruptCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(new ChaosCase("interrupt/cancel-false-then-scope-close", InterruptCases::closeInterrupts),
				new ChaosCase("interrupt/cancel-false-then-close-of-the-scope-above", InterruptCases::closeAbove),
				new ChaosCase("interrupt/cancel-false-then-launcher-close", InterruptCases::launcherCloseInterrupts),
				new ChaosCase("interrupt/cancel-false-of-a-crowd-then-scope-close", InterruptCases::closeOfACrowd),
				new ChaosCase("interrupt/cancel-false-deaf-then-scope-close", InterruptCases::deafScope),
				new ChaosCase("interrupt/cancel-false-deaf-then-launcher-close", InterruptCases::deafLauncher),
				new ChaosCase("interrupt/itself-at-its-end", InterruptCases::itselfAtItsEnd),
				new ChaosCase("interrupt/itself-before-a-panic-and-restart", InterruptCases::itselfBeforeRestart),
				new ChaosCase("interrupt/swallowed-for-ever", InterruptCases::swallowed),
				new ChaosCase("interrupt/cleared-and-gone-on", InterruptCases::cleared),
				new ChaosCase("interrupt/siblings-by-a-body", InterruptCases::siblings),
				new ChaosCase("interrupt/closers-of-a-scope", InterruptCases::closers),
				new ChaosCase("interrupt/closer-of-the-launcher", InterruptCases::launcherCloser),
				new ChaosCase("interrupt/racing-the-end-of-500-bodies", InterruptCases::racing));
	}

	private static void closeInterrupts(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		Task<?> task = chaos.running(scope.task("left-alone"), chaos::park);
		cancelAndLeaveAlone(task);
		chaos.withinTheGrace("scope.close()", scope::close);
		awaitSettled(task);
	}

	private static void closeAbove(Chaos chaos) throws Exception {
		CancellationScope above = chaos.open().openScope("above");
		CancellationScope scope = above.openScope("below");
		Task<?> task = chaos.running(scope.task("left-alone"), chaos::park);
		cancelAndLeaveAlone(task);
		chaos.withinTheGrace("scope.close()", above::close);
		awaitSettled(task);
	}

	private static void launcherCloseInterrupts(Chaos chaos) throws Exception {
		chaos.open();
		Task<?> task = chaos.running("left-alone", chaos::park);
		cancelAndLeaveAlone(task);
		chaos.closeLauncher();
		awaitSettled(task);
	}

	private static void closeOfACrowd(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s", ScopeConfig.supervise());
		CountDownLatch begun = new CountDownLatch(100);
		List<? extends Task<?>> tasks = Stream.generate(() -> scope.launch("left-alone", () -> {
			begun.countDown();
			chaos.park();
		})).limit(100).toList();
		Await.until("all run", begun);
		tasks.forEach(InterruptCases::cancelAndLeaveAlone);
		chaos.withinTheGrace("scope.close()", scope::close);
		for (Task<?> task : tasks) {
			awaitSettled(task);
		}
	}

	private static void deafScope(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		Task<?> task = chaos.running(scope.task("deaf"), chaos::hold);
		cancelAndLeaveAlone(task);
		chaos.withinTheGrace("scope.close()", scope::close);
		chaos.awaitOverdue(task);
	}

	private static void deafLauncher(Chaos chaos) throws Exception {
		chaos.open();
		AtomicBoolean interrupted = new AtomicBoolean();
		Task<?> task = chaos.running("deaf", () -> {
			chaos.hold();
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		cancelAndLeaveAlone(task);
		chaos.closeLauncher();
		chaos.release();
		awaitSettled(task);
		if (!interrupted.get()) {
			throw new AssertionError("the body was not interrupted");
		}
	}

	private static void cancelAndLeaveAlone(Task<?> task) {
		if (!task.cancel(false) || !task.isCancelled()) {
			throw new AssertionError("cancel(false) did not decide");
		}
	}

	private static void itselfAtItsEnd(Chaos chaos) throws Exception {
		AtomicReference<@Nullable String> seenBy = new AtomicReference<>();
		Corral corral = chaos.open((config) -> config.withListeners(List.of((event) -> {
			if (Thread.currentThread().isInterrupted()) {
				seenBy.set("the listener of " + event);
			}
		})));
		for (int i = 0; i < 100; i++) {
			Task<?> task = corral.launch("self", () -> Thread.currentThread().interrupt());
			awaitSettled(task);
			if (task.status() != TaskStatus.SUCCEEDED) {
				throw new AssertionError("a body that returned is " + task.status());
			}
		}
		if (seenBy.get() != null) {
			throw new AssertionError("the interrupt status of the body is seen by " + seenBy.get());
		}
	}

	private static void itselfBeforeRestart(Chaos chaos) throws Exception {
		AtomicInteger interrupted = new AtomicInteger();
		Duration backoff = Duration.ofMillis(1);
		Task<?> task = chaos.open()
			.task("self")
			.restart(RestartPolicy.onPanic(5, Duration.ofMinutes(1)).backoff(backoff, backoff))
			.launch(() -> {
				if (Thread.interrupted()) {
					interrupted.incrementAndGet();
				}
				Thread.currentThread().interrupt();
				throw new IllegalStateException("planted");
			});
		awaitSettled(task);
		if (task.status() != TaskStatus.PANICKED || interrupted.get() != 0) {
			throw new AssertionError(
					"the task is " + task.status() + ", attempts that began interrupted: " + interrupted.get());
		}
	}

	private static void swallowed(Chaos chaos) throws Exception {
		chaos.open();
		Task<?> task = chaos.running("deaf", () -> {
			while (chaos.released().getCount() > 0) {
				try {
					chaos.park();
				}
				catch (InterruptedException ex) {
					// Swallowed
				}
			}
		});
		task.cancel("enough");
		chaos.awaitOverdue(task);
		chaos.othersGoOn();
		chaos.release();
		awaitSettled(task);
	}

	private static void cleared(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		Task<?> task = corral.task("clears").timeout(Duration.ofMillis(20)).launch(() -> {
			try {
				chaos.park();
			}
			catch (InterruptedException ex) {
				if (TaskContext.current().cause().isEmpty()) {
					throw new AssertionError("the body was interrupted without a cause", ex);
				}
			}
			corral.call("after-its-end", () -> 1).join();
			try (CancellationScope scope = corral.openScope("after-its-end")) {
				scope.launch("child", chaos::park);
			}
		});
		Await.until("the outcome is decided", task::isDone);
		awaitSettled(task);
	}

	private static void siblings(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		CountDownLatch interrupted = new CountDownLatch(20);
		List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
		for (int i = 0; i < 20; i++) {
			corral.launch("sibling", () -> {
				threads.add(Thread.currentThread());
				try {
					chaos.park();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
			});
		}
		Await.until("the siblings run", () -> threads.size() == 20);
		corral.launch("hostile", () -> List.copyOf(threads).forEach(Thread::interrupt));
		Await.until("all are interrupted", interrupted);
	}

	private static void closers(Chaos chaos) throws Exception {
		CancellationScope scope = chaos.open().openScope("s");
		chaos.running(scope.task("deaf"), chaos::hold);
		chaos.withinTheGrace("scope.close()", () -> {
			Thread.currentThread().interrupt();
			scope.close();
			if (!Thread.interrupted()) {
				throw new AssertionError("the closer has lost its interrupt");
			}
		});
	}

	private static void launcherCloser(Chaos chaos) throws Exception {
		Corral corral = chaos.open(
				(config) -> config.withShutdownTimeout(Duration.ofSeconds(30)).withCancelGrace(Duration.ofSeconds(30)));
		chaos.running("deaf", chaos::hold);
		chaos.closesLauncher();
		Chaos.onItsOwnThread("close()", () -> {
			Thread.currentThread().interrupt();
			corral.close();
			if (!Thread.interrupted()) {
				throw new AssertionError("the closer has lost its interrupt");
			}
			return true;
		});
	}

	private static void racing(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		for (int i = 0; i < 500; i++) {
			Task<?> task = corral.launch("brief", Thread::yield);
			if (i % 3 == 0) {
				task.cancel("racing");
			}
			else if (i % 3 == 1) {
				task.cancel(false);
			}
			else {
				corral.monitor().cancel(task.id(), "racing");
			}
			try {
				task.join();
			}
			catch (CancellationException ex) {
				// One of the two possible outcomes
			}
			awaitSettled(task);
		}
	}

	private static void awaitSettled(Task<?> task) throws InterruptedException {
		Await.until(() -> "the task settles, it is " + task.status(), () -> task.status().isSettled());
	}

}
