package dev.corral.internal.scope;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.CancellationScope;
import dev.corral.testing.Engine;

/** Children that ignore the close of their scope. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeafCrowdTests {

	// From 64 on one deadline stands for all
	@ParameterizedTest
	@ValueSource(ints = { 1, 63, 64, 65, 300 })
	void everyChildOfACrowdIsOverdueAfterTheClose(int children) throws Exception {
		try (Engine engine = new Engine((config) -> config.withCancelGrace(Engine.SECOND))) {
			CancellationScope scope = engine.corral.openScope("scope");
			CountDownLatch begun = new CountDownLatch(children);
			for (int i = 0; i < children; i++) {
				scope.launch("deaf", () -> {
					begun.countDown();
					engine.hold();
				});
			}
			begun.await();
			Thread closer = Thread.ofPlatform().daemon().start(scope::close);
			Engine.until(() -> {
				engine.time.advanceWithoutWaiting(Engine.SECOND.dividedBy(4));
				return engine.corral.monitor().counts("deaf").leaked() == children;
			});
			closer.join();
		}
	}

}
