package dev.corral;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Of a thousand connections that come late none stays open, whatever ends their tasks.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateConnectionTests {

	private static final int CONNECTIONS = 1_000;

	private static final Duration GRACE = CorralConfig.defaults().cancelGrace();

	private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();

	@Test
	void connectionsThatComeAfterTimeoutsAndCancelsAreClosed() throws Exception {
		try (Engine engine = new Engine()) {
			CancellationScope scope = engine.corral.openScope("scope");
			List<Task<?>> tasks = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS / 4; i++) {
				tasks.add(connecting(engine.corral.task("times-out").timeout(Engine.SECOND), engine));
				tasks.add(connecting(scope.task("of-a-scope"), engine));
				tasks.add(connecting(engine.corral.task("cancelled"), engine));
				tasks.add(connecting(engine.corral.task("cancelled-without-interrupt"), engine));
			}
			tasks.stream().filter((task) -> task.name().equals("cancelled")).forEach((task) -> task.cancel("enough"));
			tasks.stream()
				.filter((task) -> task.name().equals("cancelled-without-interrupt"))
				.forEach((task) -> task.cancel(false));
			scope.cancel("enough");
			engine.time.advance(Engine.SECOND);
			assertThat(tasks).allMatch(Task::isDone);
			assertThat(this.connections).isEmpty();
			engine.release.countDown();
			Engine.until(() -> tasks.stream().allMatch((task) -> ((SupervisedTask<?>) task).isGone()));
			assertNoneStaysOpen();
			scope.close();
		}
	}

	@Test
	void connectionsThatComeWhileTheLauncherClosesAndLaterAreClosed() throws Exception {
		CountDownLatch duringClose = new CountDownLatch(1);
		try (Engine engine = new Engine()) {
			List<Task<?>> tasks = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS / 2; i++) {
				tasks.add(connecting(engine.corral.task("during"), () -> {
					try {
						new CountDownLatch(1).await();
					}
					catch (InterruptedException ex) {
						duringClose.await();
					}
					return open();
				}));
				tasks.add(connecting(engine.corral.task("after"), engine));
			}
			Thread closer = Thread.ofPlatform().start(engine.corral::close);
			Engine.until(() -> tasks.stream().allMatch(Task::isDone));
			engine.time.untilParked(closer);
			duringClose.countDown();
			Engine.until(() -> this.connections.size() == CONNECTIONS / 2);
			Engine.until(() -> this.connections.stream().allMatch((connection) -> connection.closed.get() > 0));
			assertThat(closer.isAlive()).as("the launcher is still closing").isTrue();
			engine.time.untilParked(closer);
			engine.time.advance(GRACE);
			closer.join();
			engine.release.countDown();
			Engine.until(() -> this.connections.size() == CONNECTIONS);
			assertNoneStaysOpen();
		}
	}

	@Test
	void connectionThatRacesItsCancelBelongsToTheCallerOrTheHandler() throws Exception {
		try (Engine engine = new Engine()) {
			for (int i = 0; i < CONNECTIONS; i++) {
				CyclicBarrier start = new CyclicBarrier(2);
				Task<Connection> task = engine.corral.task("connect").call(() -> {
					start.await();
					return open();
				}, Connection::close);
				start.await();
				task.cancel(false);
				try {
					task.join().close();
				}
				catch (CancellationException | CompletionException ex) {
					// The value, if there is one, is late
				}
			}
			engine.assertNothingIsLeft();
			assertNoneStaysOpen();
		}
		assertThat(this.connections).hasSize(CONNECTIONS);
	}

	@Test
	void connectionsOfAnExecutorThatNobodyGetsAreClosed() throws Exception {
		try (Engine engine = new Engine(); ExecutorService executor = engine.corral.openExecutor("pool")) {
			Callable<Connection> late = () -> {
				engine.hold();
				return open();
			};
			List<Future<Connection>> futures = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS / 2; i++) {
				futures.add(executor.submit(new LateValueBody<>(late, Connection::close)));
			}
			Engine.until(() -> engine.corral.counts().live() == CONNECTIONS / 2);
			futures.forEach((future) -> future.cancel(true));
			engine.release.countDown();
			List<Callable<Connection>> equal = Collections.nCopies(4,
					new LateValueBody<>(this::open, Connection::close));
			for (int i = 0; i < CONNECTIONS / 2; i++) {
				executor.invokeAny(equal).close();
			}
			engine.assertNothingIsLeftBut(1);
			assertNoneStaysOpen();
		}
	}

	private Task<?> connecting(TaskSpec spec, Engine engine) throws InterruptedException {
		return connecting(spec, () -> {
			engine.hold();
			return open();
		});
	}

	// A cancel comes too late to keep the body from running
	private static Task<?> connecting(TaskSpec spec, Callable<Connection> body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = spec.call(() -> {
			begun.countDown();
			return body.call();
		}, Connection::close);
		begun.await();
		return task;
	}

	private Connection open() {
		Connection connection = new Connection();
		this.connections.add(connection);
		return connection;
	}

	private void assertNoneStaysOpen() {
		Engine.until(() -> this.connections.stream().allMatch((connection) -> connection.closed.get() > 0));
		assertThat(this.connections).allMatch((connection) -> connection.closed.get() == 1);
	}

	/** Counts how often it was closed. */
	private static final class Connection implements AutoCloseable {

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public void close() throws IOException {
			this.closed.incrementAndGet();
		}

	}

}
