package dev.corral;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.event.TaskEvent;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Outcome decided, counters, the scope's cause, waiters, siblings, log and listeners,
 * recovery handler, settled: in this order.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OrderOfReportsTests {

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void countersAndScopesCauseComeBeforeWaiters() {
		Thread waiter = Thread.currentThread();
		for (int i = 1; i <= 500; i++) {
			try (CancellationScope scope = this.engine.corral.openScope("scope")) {
				Task<?> task = scope.launch("failing", () -> {
					this.engine.time.untilParked(waiter);
					fail();
				});
				assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join);
				assertThat(this.engine.corral.counts().panicked()).isEqualTo(i);
				assertThat(scope.isCancelled()).isTrue();
			}
		}
	}

	@Test
	void everythingElseComesBeforeTheHandlerAndSettlingAfterIt() throws Exception {
		List<String> order = new CopyOnWriteArrayList<>();
		CountDownLatch inHandler = new CountDownLatch(1);
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> sibling = this.engine.running(scope.task("sibling"), () -> new CountDownLatch(1).await());
			Task<?> task = scope.task("failing").recoverWith((panic) -> {
				order.add("panics counted: " + this.engine.corral.counts().panicked());
				order.add("scope ended: " + scope.isCancelled());
				order.add("sibling cancelled: " + sibling.isCancelled());
				order.add("panics logged: " + this.engine.corral.monitor().recentPanics().size());
				order.add("listeners notified: "
						+ this.engine.events.stream().anyMatch((event) -> isEnd(event, panic.id())));
				inHandler.countDown();
				this.engine.hold();
			}).launch(OrderOfReportsTests::fail);
			inHandler.await();
			assertThat(order).containsExactly("panics counted: 1", "scope ended: true", "sibling cancelled: true",
					"panics logged: 1", "listeners notified: true");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join);
			assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
			this.engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		}
	}

	@Test
	void listenersAreNotifiedOfTheEndBeforeTheHandler() throws Exception {
		List<String> order = new CopyOnWriteArrayList<>();
		try (Engine own = new Engine((config) -> config.withListeners(List.of((event) -> {
			if (event instanceof TaskEvent.Ended) {
				order.add("listener");
			}
		})).withRecoveryHandlers(List.of((panic) -> order.add("first"), (panic) -> order.add("second"))))) {
			assertThat(own.corral.launch("failing", OrderOfReportsTests::fail).awaitSettled(Engine.SECOND)).isTrue();
		}
		assertThat(order).containsExactly("listener", "first", "second");
	}

	private static boolean isEnd(TaskEvent event, long id) {
		return event instanceof TaskEvent.Ended ended && ended.id() == id;
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

}
