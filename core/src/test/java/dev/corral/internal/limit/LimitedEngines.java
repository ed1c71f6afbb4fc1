package dev.corral.internal.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engines with limits. When they are closed, no slot may be taken and no launch may wait.
 */
final class LimitedEngines {

	private final List<Engine> engines = new ArrayList<>();

	Engine open(UnaryOperator<CorralConfig> change) {
		Engine engine = new Engine(change);
		this.engines.add(engine);
		return engine;
	}

	Engine waiting(int maxLive) {
		return open((config) -> config.withMaxLive(maxLive).withOnFull(OnFull.WAIT));
	}

	void close() {
		for (Engine engine : this.engines) {
			engine.close();
			assertThat(engine.corral.monitor().launchesWaiting()).isZero();
			assertThat(Parts.of(engine.corral).admission().callers()).isZero();
			Parts.of(engine.corral)
				.registry()
				.limiters((limiter) -> assertThat(limiter.taken()).as("slots of a name").isZero());
		}
	}

}
