package dev.corral.internal.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskSettings;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Lineage;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches at a limit whose slots are held by the launching task, its ancestors or its
 * peers.
 */
class LimitDeadlockTests {

	private static final Duration LONG = Duration.ofDays(1);

	private final LimitedEngines engines = new LimitedEngines();

	@AfterEach
	void nothingIsLeft() {
		this.engines.close();
	}

	@Test
	void taskThatHoldsASlotOfTheLimitOrDescendsFromOneNeverWaitsForIt() throws Exception {
		Engine engine = this.engines.open((config) -> config.withOnFull(OnFull.WAIT)
			.withTaskSettings(Map.of("nested", TaskSettings.none().withMaxLive(1))));
		Task<String> outer = engine.corral.call("nested", () -> engine.corral.call("between", () -> {
			try {
				engine.corral.launch("nested", engine::hold);
				return "launched";
			}
			catch (RejectedExecutionException ex) {
				return String.valueOf(ex.getMessage());
			}
		}).join());
		assertThat(outer.join()).contains("or an ancestor holds a slot of it");
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.failFast().limit(1));
		Task<String> inScope = scope.call("first", () -> {
			try {
				TaskContext.current().scope().launch("second", engine::hold);
				return "launched";
			}
			catch (RejectedExecutionException ex) {
				return String.valueOf(ex.getMessage());
			}
		});
		assertThat(inScope.join()).contains("or an ancestor holds a slot of it");
		scope.close();
	}

	@Test
	void launchWhoseFarAncestorsAreForgottenWaitsNoLongerThanMaxWait() throws Exception {
		Engine engine = this.engines.open(UnaryOperator.identity());
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.supervise().limit(1));
		Task<String> top = scope.call("top", () -> nested(engine, scope, Lineage.MAX_DEPTH + 1));
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 1);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return top.isDone();
		});
		assertThat(top.join()).contains("no slot came free within");
		scope.close();
	}

	private static String nested(Engine engine, CancellationScope limited, int depth) throws InterruptedException {
		if (depth > 0) {
			return engine.corral.call("nested", () -> nested(engine, limited, depth - 1)).join();
		}
		try {
			limited.launch("waits", engine::hold);
			return "launched";
		}
		catch (RejectedExecutionException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void tasksThatWaitForEachOthersScopesAreFoundStuck() throws Exception {
		Engine engine = this.engines
			.open((config) -> config.withLeakAfter(Engine.SECOND).withCheckInterval(Engine.SECOND).withMaxWait(LONG));
		CancellationScope one = engine.corral.openScope("one", ScopeConfig.supervise().limit(1));
		CancellationScope two = engine.corral.openScope("two", ScopeConfig.supervise().limit(1));
		CountDownLatch both = new CountDownLatch(2);
		launchAcross(one, two, both);
		launchAcross(two, one, both);
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 2);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			LeakCounts stuck = engine.corral.monitor().leaks("crossing").get(LeakReason.STUCK);
			return stuck != null && stuck.leaked() == 2;
		});
		assertThat(engine.corral.monitor().recentLeaks().get(0).stack())
			.anyMatch((frame) -> frame.getClassName().equals(Limiter.class.getName()));
		one.cancel("found");
		two.cancel("found");
		one.close();
		two.close();
	}

	private static void launchAcross(CancellationScope from, CancellationScope to, CountDownLatch both) {
		from.launch("crossing", () -> {
			both.countDown();
			both.await();
			to.launch("other", Thread::yield);
		});
	}

}
