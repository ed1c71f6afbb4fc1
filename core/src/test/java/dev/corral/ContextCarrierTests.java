package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

/** What is bound around a launch is bound around its body, and cleared after it. */
class ContextCarrierTests {

	private final ThreadLocal<String> tenant = new ThreadLocal<>();

	private final List<Engine> engines = new ArrayList<>();

	/** What carriers did, in order. */
	private final List<String> calls = new CopyOnWriteArrayList<>();

	@AfterEach
	void nothingIsLeft() {
		MDC.clear();
		this.engines.forEach(Engine::close);
	}

	private Engine carrying(ContextCarrier... carriers) {
		Engine engine = new Engine((config) -> config.withContextCarriers(List.of(carriers)));
		this.engines.add(engine);
		return engine;
	}

	// A carrier that notes its calls
	private ContextCarrier noting(String name) {
		return () -> () -> {
			this.calls.add("restore " + name);
			return () -> this.calls.add("clear " + name);
		};
	}

	@Test
	void mdcAndAThreadLocalAreBoundInTheTask() throws Exception {
		Engine engine = carrying(ContextCarrier.mdc(), ContextCarrier.of(this.tenant));
		MDC.put("request", "r-17");
		this.tenant.set("acme");
		Task<String> task = engine.corral.call("carried", () -> MDC.get("request") + "/" + this.tenant.get());
		MDC.put("request", "r-18");
		assertThat(task.join()).isEqualTo("r-17/acme");
	}

	@Test
	void nothingBoundCarriesNothing() throws Exception {
		Engine engine = carrying(ContextCarrier.mdc(), ContextCarrier.of(this.tenant));
		assertThat(engine.corral.<@Nullable String>call("bare", this.tenant::get).join()).isNull();
	}

	@Test
	void contextsAreRestoredInOrderAndClearedInReverseAlsoWhenTheBodyThrows() throws Exception {
		Engine engine = carrying(noting("first"), noting("second"));
		Task<?> task = engine.corral.task("throws").recoverWith((panic) -> this.calls.add("handler")).launch(() -> {
			this.calls.add("body");
			throw new IllegalStateException("with a context");
		});
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
		assertThat(this.calls).containsExactly("restore first", "restore second", "body", "handler", "clear second",
				"clear first");
	}

	@Test
	void handlersAndListenersSeeTheContextOfTheLaunch() throws Exception {
		Engine engine = carrying(ContextCarrier.mdc());
		AtomicReference<@Nullable String> seen = new AtomicReference<>();
		MDC.put("request", "r-17");
		Task<?> task = engine.corral.task("throws").recoverWith((panic) -> seen.set(MDC.get("request"))).launch(() -> {
			throw new IllegalStateException("with a context");
		});
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
		assertThat(seen).hasValue("r-17");
	}

	@Test
	void carriersThatThrowAreSkippedAndReportedOnceWhileTheOthersCarryOn() throws Exception {
		ContextCarrier noCapture = () -> {
			throw new IllegalStateException("capture");
		};
		ContextCarrier noRestore = () -> () -> {
			throw new StackOverflowError("restore");
		};
		ContextCarrier noClear = () -> () -> () -> {
			throw new AssertionError("clear");
		};
		Engine engine = carrying(noCapture, noRestore, noClear, noting("last"));
		try (LogOfCorral log = new LogOfCorral()) {
			for (int i = 0; i < 3; i++) {
				assertThat(engine.corral.call("carried", () -> "ran").join()).isEqualTo("ran");
			}
			engine.assertNothingIsLeft();
			engine.time.awaitQuiet();
			assertThat(this.calls).filteredOn("restore last"::equals).hasSize(3);
			assertThat(this.calls).filteredOn("clear last"::equals).hasSize(3);
			assertThat(log.messages(Level.WARN)).filteredOn((line) -> line.contains("could not be carried")).hasSize(3);
		}
	}

	@Test
	void contextSpansAllAttemptsOfARestartedTask() throws Exception {
		Engine engine = carrying(noting("only"));
		Task<Integer> task = engine.corral.task("again")
			.restart(RestartPolicy.onPanic(1, Engine.SECOND).withoutJitter())
			.call(() -> {
				if (TaskContext.current().attempt() == 1) {
					throw new IllegalStateException("first");
				}
				return TaskContext.current().attempt();
			});
		SupervisedTask<?> found = (SupervisedTask<?>) task;
		Thread thread = found.thread;
		assertThat(thread).isNotNull();
		if (thread != null) {
			engine.time.untilParked(thread);
		}
		engine.time.advance(Engine.SECOND);
		assertThat(task.join()).isEqualTo(2);
		assertThat(task.awaitSettled(Engine.SECOND)).isTrue();
		assertThat(this.calls).containsExactly("restore only", "clear only");
	}

	@Test
	void launchIntoACancelledScopeRestoresNothing() throws Exception {
		Engine engine = carrying(noting("only"));
		CancellationScope scope = engine.corral.openScope("over");
		scope.cancel("enough");
		assertThat(scope.launch("late", engine::hold).isCancelled()).isTrue();
		scope.close();
		assertThat(this.calls).isEmpty();
	}

}
