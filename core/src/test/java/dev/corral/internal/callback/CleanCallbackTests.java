package dev.corral.internal.callback;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import dev.corral.CancellationScope;
import dev.corral.ContextCarrier;
import dev.corral.OnFull;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Callbacks of the user find nothing on their thread that another has left there. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("ReferenceEquality")
class CleanCallbackTests {

	private static final ThreadLocal<String> CARRIED = new ThreadLocal<>();

	private static final ThreadLocal<String> LEFT = new ThreadLocal<>();

	private final Queue<String> seen = new ConcurrentLinkedQueue<>();

	private final CountDownLatch events = new CountDownLatch(3);

	private final TaskListener leaving = (event) -> {
		if (event instanceof TaskEvent.Rejected) {
			record();
			this.events.countDown();
		}
	};

	private final Engine engine = new Engine((config) -> config.withContextCarriers(List.of(ContextCarrier.of(CARRIED)))
		.withListeners(List.of(this.leaving))
		.withMaxLive(1)
		.withOnFull(OnFull.REJECT));

	@AfterEach
	void nothingIsLeft() {
		CARRIED.remove();
		this.engine.close();
	}

	// What the thread has, and leaves it dirty
	private void record() {
		this.seen.add(LEFT.get() + ", " + MDC.get("key"));
		LEFT.set("left");
		MDC.put("key", "left");
	}

	@Test
	void callbackOfAScopeSeesNothingThatAnotherHasLeft() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("scope");
		CountDownLatch called = new CountDownLatch(3);
		for (int i = 0; i < 3; i++) {
			scope.onCancel(() -> {
				record();
				called.countDown();
			});
		}
		scope.cancel("callbacks");
		called.await();
		scope.close();
		assertThat(this.seen).containsOnly("null, null").hasSize(3);
	}

	@Test
	void listenerSeesNothingThatAnotherEventHasLeft() throws Exception {
		this.engine.running("runs", this.engine::hold);
		for (int i = 0; i < 3; i++) {
			assertThat(this.engine.corral.task("full").tryLaunch(() -> {
			})).isEmpty();
			try {
				this.engine.corral.launch("full", () -> {
				});
			}
			catch (RejectedExecutionException ex) {
				// As expected
			}
		}
		this.events.await();
		assertThat(this.seen).containsOnly("null, null").hasSize(3);
	}

	@Test
	void listenerSeesTheClassLoaderOfTheThreadThatMadeTheLauncher() throws Exception {
		ClassLoader own = Thread.currentThread().getContextClassLoader();
		CountDownLatch told = new CountDownLatch(1);
		TaskListener listener = (event) -> {
			if (event instanceof TaskEvent.Rejected) {
				this.seen.add(String.valueOf(Thread.currentThread().getContextClassLoader() == own));
				told.countDown();
			}
		};
		try (URLClassLoader loader = new URLClassLoader(new URL[0], own);
				Engine limited = new Engine(
						(config) -> config.withListeners(List.of(listener)).withMaxLive(1).withOnFull(OnFull.REJECT))) {
			limited.running("runs", limited::hold);
			Thread rejected = Thread.ofPlatform().daemon().unstarted(() -> {
				try {
					limited.corral.launch("full", () -> {
					});
				}
				catch (RejectedExecutionException ex) {
					// As expected
				}
			});
			rejected.setContextClassLoader(loader);
			rejected.start();
			told.await();
		}
		assertThat(this.seen).containsExactly("true");
	}

	@Test
	void callbackOfATaskSeesTheContextAndTheClassLoaderOfTheLaunch() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch registered = new CountDownLatch(1);
		try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
			Task<?> task;
			try {
				Thread.currentThread().setContextClassLoader(loader);
				CARRIED.set("of the launch");
				task = this.engine.corral.launch("task", () -> {
					TaskContext.current().onCancel(() -> {
						this.seen
							.add(CARRIED.get() + ", " + (Thread.currentThread().getContextClassLoader() == loader));
						called.countDown();
					});
					registered.countDown();
					new CountDownLatch(1).await();
				});
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
				CARRIED.set("of another");
			}
			registered.await();
			task.cancel("callback");
			called.await();
		}
		assertThat(this.seen).containsExactly("of the launch, true");
	}

	@Test
	void lateValueHandlerSeesTheContextAndTheClassLoaderOfTheLaunch() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
			Task<?> task;
			try {
				Thread.currentThread().setContextClassLoader(loader);
				CARRIED.set("of the launch");
				task = this.engine.corral.task("late").call(() -> {
					begun.countDown();
					this.engine.hold();
					return "value";
				}, (value) -> {
					this.seen.add(CARRIED.get() + ", " + (Thread.currentThread().getContextClassLoader() == loader));
					called.countDown();
				});
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
				CARRIED.set("of another");
			}
			begun.await();
			task.cancel("late");
			this.engine.release.countDown();
			called.await();
		}
		assertThat(this.seen).containsExactly("of the launch, true");
	}

	@Test
	void callbackRunsThoughNoVirtualThreadDoes() throws Exception {
		this.engine.time.faults().holdCallThreads(true);
		CancellationScope scope = this.engine.corral.openScope("scope");
		CountDownLatch called = new CountDownLatch(1);
		scope.onCancel(called::countDown);
		scope.cancel("callbacks");
		while (called.getCount() > 0) {
			this.engine.time.advance(Engine.SECOND);
		}
		scope.close();
	}

	@Test
	void callbackRunsThoughNoThreadCanBeStarted() throws Exception {
		this.engine.time.faults().failCallThreads(true);
		CancellationScope scope = this.engine.corral.openScope("scope");
		CountDownLatch called = new CountDownLatch(1);
		scope.onCancel(called::countDown);
		scope.cancel("callbacks");
		called.await();
		scope.close();
	}

}
