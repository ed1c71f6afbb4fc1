package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.benchmarks.peers.DumpPeer;
import dev.corral.benchmarks.peers.Peers;

/**
 * A text dump of parked tasks to a file, with stacks and without, against
 * {@code DebugProbes.dumpCoroutines} of as many parked coroutines to another:
 * {@code benchmarks/run dump-coroutines}. The coroutines are written in Java and have no
 * frames of their own to be printed, so the dump without stacks is the like of theirs.
 */
final class CoroutinesDumpQuestion implements Question {

	private static final int NUMBER = 100_000;

	@Override
	public String name() {
		return "dump-coroutines";
	}

	@Override
	public String text() {
		return "text dump of 100 000 parked tasks / DebugProbes.dumpCoroutines of as many coroutines, without frames";
	}

	@Override
	public List<String> options() {
		List<String> options = new ArrayList<>(Question.touchedHeap("2g"));
		Peers.dumping().map(DumpPeer::options).ifPresent(options::addAll);
		return options;
	}

	@Override
	public @Nullable String missing() {
		return Peers.dumping().isEmpty() ? "not measured: needs the profile 'measure'" : null;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		Work coroutines = Peers.dumping().orElseThrow().dumps(NUMBER);
		try (Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0))) {
			Parked parked = Parked.tasks(corral, NUMBER);
			Map<String, double[]> ratios = new Rotation()
				.compare("without stacks", Dumps.STACKLESS.of(corral), coroutines)
				.compare("with stacks", Dumps.FULL.of(corral), coroutines)
				.ratios(seconds);
			parked.release(corral);
			return ratios;
		}
	}

}
