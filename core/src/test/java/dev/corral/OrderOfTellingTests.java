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
class OrderOfTellingTests {

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
		List<String> told = new CopyOnWriteArrayList<>();
		CountDownLatch inHandler = new CountDownLatch(1);
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> sibling = this.engine.running(scope.task("sibling"), () -> new CountDownLatch(1).await());
			Task<?> task = scope.task("failing").recoverWith((panic) -> {
				told.add("panics counted: " + this.engine.corral.counts().panicked());
				told.add("scope ended: " + scope.isCancelled());
				told.add("sibling cancelled: " + sibling.isCancelled());
				told.add("panics logged: " + this.engine.corral.monitor().recentPanics().size());
				told.add(
						"listeners told: " + this.engine.events.stream().anyMatch((event) -> isEnd(event, panic.id())));
				inHandler.countDown();
				this.engine.hold();
			}).launch(OrderOfTellingTests::fail);
			inHandler.await();
			assertThat(told).containsExactly("panics counted: 1", "scope ended: true", "sibling cancelled: true",
					"panics logged: 1", "listeners told: true");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join);
			assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
			this.engine.release.countDown();
			assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
			assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		}
	}

	@Test
	void listenersHearOfTheEndBeforeTheHandler() throws Exception {
		List<String> told = new CopyOnWriteArrayList<>();
		try (Engine own = new Engine((config) -> config.withListeners(List.of((event) -> {
			if (event instanceof TaskEvent.Ended) {
				told.add("listener");
			}
		})).withRecoveryHandlers(List.of((panic) -> told.add("first"), (panic) -> told.add("second"))))) {
			assertThat(own.corral.launch("failing", OrderOfTellingTests::fail).awaitSettled(Engine.SECOND)).isTrue();
		}
		assertThat(told).containsExactly("listener", "first", "second");
	}

	private static boolean isEnd(TaskEvent event, long id) {
		return event instanceof TaskEvent.Ended ended && ended.id() == id;
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

}
