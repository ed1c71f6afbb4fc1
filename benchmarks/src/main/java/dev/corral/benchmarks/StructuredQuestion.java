package dev.corral.benchmarks;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.benchmarks.peers.Peers;

/**
 * Batches of empty tasks against a {@code StructuredTaskScope} that forks and joins as
 * many: in a scope each, which is the budget, {@code benchmarks/run structured}, and
 * without one, {@code benchmarks/run structured-plain}.
 */
final class StructuredQuestion implements Question {

	private final boolean scoped;

	StructuredQuestion(boolean scoped) {
		this.scoped = scoped;
	}

	@Override
	public String name() {
		return this.scoped ? "structured" : "structured-plain";
	}

	@Override
	public String text() {
		return "1 000 empty tasks " + (this.scoped ? "in a scope" : "without a scope")
				+ " / fork and join of a StructuredTaskScope";
	}

	@Override
	public @Nullable Budget budget() {
		return this.scoped ? new Budget(1.1, 0.9) : null;
	}

	@Override
	public @Nullable String missing() {
		return Peers.named(Peers.STRUCTURED).isEmpty() ? "not measured: needs the profile 'measure'" : null;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Work structured = Peers.named(Peers.STRUCTURED).orElseThrow().launches(Launches.BATCH);
		try (Corral corral = Corral.create()) {
			Work measured = this.scoped ? Launches.scoped(corral, Launches.BATCH) : Launches.supervised(corral);
			return Rotation.pair(measured, structured).ratios(seconds);
		}
	}

}
