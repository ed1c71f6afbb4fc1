package dev.corral.chaos;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.monitor.TaskStatus;

/** Bodies and context carriers that change, keep or misuse the thread they run on. */
final class ThreadCases {

	private ThreadCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(body("renames-its-thread", () -> {
			Thread.currentThread().setName("corral-deadlines");
		}), body("takes-the-class-loader-away", () -> {
			Thread.currentThread().setContextClassLoader(null);
		}), body("sets-a-handler-that-throws", () -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
				throw new IllegalStateException("planted twice");
			});
			throw new IllegalStateException("planted");
		}), body("parks-with-stray-permits", () -> {
			for (int i = 0; i < 100; i++) {
				LockSupport.unpark(Thread.currentThread());
				LockSupport.parkNanos(1);
			}
		}), body("leaves-thread-locals", () -> {
			for (int i = 0; i < 1000; i++) {
				new ThreadLocal<byte[]>().set(new byte[1024]);
			}
		}), body("holds-a-monitor-of-its-thread", () -> {
			Thread self = Thread.currentThread();
			Thread holder = Thread.ofVirtual().start(() -> {
				synchronized (self) {
					LockSupport.parkNanos(50_000_000);
				}
			});
			holder.join();
		}), body("starts-threads-of-its-own", () -> {
			for (int i = 0; i < 20; i++) {
				Thread.ofVirtual().start(() -> LockSupport.parkNanos(1_000_000));
			}
		}), new ChaosCase("thread/kept-and-interrupted-after-the-end", ThreadCases::interruptedAfterwards),
				new ChaosCase("thread/restore-returns-null", ThreadCases::restoreReturnsNull),
				new ChaosCase("thread/carriers-fail-in-every-way-together", ThreadCases::carriersFail),
				new ChaosCase("thread/monitor-held-while-waiting-for-a-task", ThreadCases::pinned));
	}

	private static ChaosCase body(String name, TaskBody body) {
		return new ChaosCase("thread/" + name, (chaos) -> {
			Corral corral = chaos.open();
			for (TaskSpec spec : List.of(corral.task("hostile"), corral.task("hostile").onPlatformThread())) {
				Task<?> task = spec.launch(body);
				Await.until(() -> "the task settles, it is " + task.status(), () -> task.status().isSettled());
			}
			chaos.othersGoOn();
		});
	}

	private static void interruptedAfterwards(Chaos chaos) throws Exception {
		AtomicReference<@Nullable Thread> kept = new AtomicReference<>();
		Corral corral = chaos.open();
		for (int i = 0; i < 50; i++) {
			Task<?> task = corral.launch("hostile", () -> kept.set(Thread.currentThread()));
			Await.until("the outcome is decided", task::isDone);
			Thread thread = kept.get();
			if (thread != null) {
				thread.interrupt();
				LockSupport.unpark(thread);
			}
			Await.until("the task settles", () -> task.status() == TaskStatus.SUCCEEDED);
		}
	}

	@SuppressWarnings("NullAway")
	private static void restoreReturnsNull(Chaos chaos) throws Exception {
		Corral corral = chaos.open((config) -> config.withContextCarriers(List.of(() -> () -> null)));
		Task<?> task = corral.launch("hostile", () -> {
		});
		Await.until(() -> "the task settles, it is " + task.status(), () -> task.status() == TaskStatus.SUCCEEDED);
	}

	private static void carriersFail(Chaos chaos) throws Exception {
		ContextCarrier capture = () -> {
			throw new LinkageError("capture");
		};
		ContextCarrier restore = () -> () -> {
			throw new LinkageError("restore");
		};
		ContextCarrier clear = () -> () -> () -> {
			throw new LinkageError("clear");
		};
		ContextCarrier overflow = () -> () -> StackOverflow::cause;
		CountDownLatch cleared = new CountDownLatch(1);
		ContextCarrier polite = () -> () -> cleared::countDown;
		Corral corral = chaos
			.open((config) -> config.withContextCarriers(List.of(capture, restore, clear, overflow, polite)));
		Task<?> task = corral.launch("hostile", () -> {
		});
		Await.until(() -> "the task settles, it is " + task.status(), () -> task.status() == TaskStatus.SUCCEEDED);
		Await.until("the polite carrier is cleared", cleared);
	}

	// On JDK 21 the body pins its carrier meanwhile
	private static void pinned(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		Object monitor = new Object();
		Task<?> task = corral.launch("hostile", () -> {
			synchronized (monitor) {
				corral.call("inner", () -> 1).join();
			}
		});
		Await.until("the task settles", () -> task.status() == TaskStatus.SUCCEEDED);
	}

}
