package dev.corral.internal.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.event.TaskEvent;
import dev.corral.internal.platform.Guarded;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User code that runs on the thread of a task, but is not its body, opens scopes and
 * leaves them.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopesOfCallbacksTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final RestartPolicy ONCE = RestartPolicy.onPanic(1, DAY).fixedDelay(Engine.SECOND);

	private static final TaskBody FAILING = () -> {
		throw new IllegalStateException("planted");
	};

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine((config) -> config.withListeners(List.of((event) -> {
		if (event instanceof TaskEvent.Ended ended && ended.name().equals("heard")) {
			leave("by-listener");
		}
	})));

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
		this.log.close();
	}

	// With a task, which has no outcome yet when the opener has none
	@SuppressWarnings({ "MustBeClosedChecker", "FutureReturnValueIgnored" })
	private void leave(String scope) {
		this.engine.corral.openScope(scope).launch("below", () -> new CountDownLatch(1).await());
	}

	private void assertLeft(Task<?> task, String... scopes) {
		assertThat(this.log.messages(Level.WARN).stream().filter((line) -> line.contains(" open; closing it")))
			.containsExactlyElementsOf(List.of(scopes)
				.stream()
				.map((scope) -> "Task " + task.id() + " \"" + task.name() + "\" left scope root/" + scope
						+ " open; closing it")
				.toList());
	}

	private void awaitGone(Task<?> task) {
		Engine.until(((SupervisedTask<?>) task)::isGone);
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void scopesThatARecoveryHandlerLeavesOpenAreClosed() {
		Task<?> task = this.engine.corral.task("fails").recoverWith((panic) -> leave("by-handler")).launch(FAILING);
		awaitGone(task);
		assertLeft(task, "by-handler");
	}

	@Test
	void scopesThatAPredicateLeavesOpenAreClosed() {
		Task<?> task = this.engine.corral.task("fails").restart(ONCE.retryIf((panic) -> {
			leave("by-predicate");
			return false;
		})).launch(FAILING);
		awaitGone(task);
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		assertLeft(task, "by-predicate");
	}

	@Test
	void scopesLeftOpenBetweenTwoAttemptsAreClosedBeforeTheBackoff() throws Exception {
		Task<?> task = this.engine.corral.task("fails").restart(ONCE.retryIf((panic) -> {
			leave("by-predicate");
			return true;
		})).recoverWith((panic) -> leave("by-handler")).launch(FAILING);
		Engine.until(() -> this.log.messages(Level.WARN).stream().anyMatch((line) -> line.contains("by-handler")));
		Engine.until(() -> this.engine.corral.monitor().openScopes() == 0);
		this.engine.untilItBacksOff(task);
		assertLeft(task, "by-predicate", "by-handler");
		task.cancel("enough");
		awaitGone(task);
	}

	@Test
	void scopesThatAListenerLeavesOpenAreClosed() {
		Task<?> task = this.engine.corral.launch("heard", Guarded::nothing);
		awaitGone(task);
		assertLeft(task, "by-listener");
	}

	@Test
	void scopesThatARecorderLeavesOpenAreClosed() {
		this.engine.corral.monitor().recordDurations((name, outcome, nanos) -> {
			if (name.equals("recorded")) {
				leave("by-recorder");
			}
		});
		Task<?> task = this.engine.corral.launch("recorded", Guarded::nothing);
		awaitGone(task);
		assertLeft(task, "by-recorder");
	}

}
