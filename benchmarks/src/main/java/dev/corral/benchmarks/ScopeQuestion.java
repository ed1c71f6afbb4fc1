package dev.corral.benchmarks;

import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * A scope with some number of children, opened, joined and closed, against as many raw
 * virtual threads and a latch: {@code benchmarks/run scope-10},
 * {@code benchmarks/run scope-1000}, {@code benchmarks/run scope-100000}.
 */
final class ScopeQuestion implements Question {

	private final int children;

	ScopeQuestion(int children) {
		this.children = children;
	}

	@Override
	public String name() {
		return "scope-" + this.children;
	}

	@Override
	public String text() {
		return "scope of " + this.children + " empty children / raw virtual threads and a latch";
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("3g");
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			return Rotation.pair(Launches.scoped(corral, this.children), Launches.raw(this.children)).ratios(seconds);
		}
	}

}
