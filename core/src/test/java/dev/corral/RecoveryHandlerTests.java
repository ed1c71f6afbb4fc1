package dev.corral;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import dev.corral.monitor.Panic;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which recovery handlers are called with a panic, in which order, and what they receive.
 */
class RecoveryHandlerTests {

	private final List<String> called = new CopyOnWriteArrayList<>();

	private final List<Panic> panics = new CopyOnWriteArrayList<>();

	private Engine handling() {
		return new Engine(
				(config) -> config.withRecoveryHandlers(List.of((panic) -> this.called.add("first"), (panic) -> {
					this.called.add("second");
					throw new IllegalStateException("hostile handler");
				}, (panic) -> this.called.add("third"))));
	}

	private static void explode() {
		throw new IllegalStateException("planted");
	}

	private static void settled(Task<?> task) throws InterruptedException {
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
	}

	@Test
	void handlersOfTheLauncherAreCalledInTheirOrderEachWhateverTheOthersThrow() throws Exception {
		try (Engine engine = handling()) {
			settled(engine.corral.launch("explode", RecoveryHandlerTests::explode));
		}
		assertThat(this.called).containsExactly("first", "second", "third");
	}

	@Test
	void ownHandlerIsCalledInsteadOfTheLaunchers() throws Exception {
		try (Engine engine = handling()) {
			settled(engine.corral.task("explode")
				.recoverWith((panic) -> this.called.add("own"))
				.launch(RecoveryHandlerTests::explode));
		}
		assertThat(this.called).containsExactly("own");
	}

	@Test
	void whatAHandlerThrowsIsLoggedWithTheClassOfThePanic() throws Exception {
		try (Engine engine = handling(); LogOfCorral log = new LogOfCorral()) {
			settled(engine.corral.launch("explode", RecoveryHandlerTests::explode));
			assertThat(log.events(Level.ERROR)).filteredOn((event) -> event.getMessage().contains("handler"))
				.singleElement()
				.satisfies((line) -> {
					assertThat(line.getFormattedMessage()).endsWith("failed on its java.lang.IllegalStateException");
					assertThat(line.getThrowableProxy().getMessage()).isEqualTo("hostile handler");
				});
		}
	}

	@Test
	void exceptionThatAHandlerThrowsAgainAndAgainStaysAsItIs() throws Exception {
		IllegalStateException shared = new IllegalStateException("shared");
		try (Engine engine = new Engine((config) -> config.withRecoveryHandlers(List.of((panic) -> {
			throw shared;
		})))) {
			for (int i = 0; i < 30; i++) {
				settled(engine.corral.launch("explode", RecoveryHandlerTests::explode));
			}
		}
		assertThat(shared.getSuppressed()).isEmpty();
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void panicIsLoggedOnceWithLaunchSiteAndLineageWhateverTheHandlersDo() throws Exception {
		try (Engine engine = handling(); LogOfCorral log = new LogOfCorral()) {
			Task<Task<?>> parent = engine.corral.call("parent",
					() -> engine.corral.launch("explode", RecoveryHandlerTests::explode));
			settled(parent.join());
			assertThat(log.messages(Level.ERROR)).filteredOn((line) -> line.contains("panicked"))
				.singleElement()
				.asString()
				.contains("\"explode\"", "launched by " + RecoveryHandlerTests.class.getName(), "\"parent\"");
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void panicTellsTaskScopeAttemptCauseLineageThreadAndTimes() throws Exception {
		try (Engine engine = new Engine((config) -> config.withRecoveryHandlers(List.of(this.panics::add)));
				CancellationScope scope = engine.corral.openScope("checkout", ScopeConfig.supervise())) {
			Task<Task<?>> parent = scope.call("parent",
					() -> TaskContext.current().scope().launch("explode", RecoveryHandlerTests::explode));
			Task<?> task = parent.join();
			settled(task);
			assertThat(this.panics).singleElement().satisfies((panic) -> {
				assertThat(panic.id()).isEqualTo(task.id());
				assertThat(panic.name()).isEqualTo("explode");
				assertThat(panic.scope()).isEqualTo("root/checkout");
				assertThat(panic.attempt()).isEqualTo(1);
				assertThat(panic.cause()).hasMessage("planted");
				assertThat(panic.threadName()).isEqualTo("explode");
				assertThat(panic.started()).isEqualTo(engine.time.now());
				assertThat(panic.ranFor()).isZero();
				assertThat(panic.late()).isFalse();
				assertThat(panic.lineage()).singleElement().asString().contains("task " + parent.id(), "\"parent\"");
			});
		}
	}

}
