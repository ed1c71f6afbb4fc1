package dev.corral.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * By how much a dump makes the live heap grow, one million tasks parked in 4 GiB:
 * {@code benchmarks/run dump-heap-grouped dump-heap-full}. Not a ratio but MiB: the
 * greatest of what the collections during the dump left, less what one left before.
 */
final class DumpHeapQuestion implements Question {

	private static final int TASKS = 1_000_000;

	private static final double MIB = 1 << 20;

	private final Dumps dump;

	DumpHeapQuestion(Dumps dump) {
		this.dump = dump;
	}

	@Override
	public String name() {
		return "dump-heap-" + this.dump.label();
	}

	@Override
	public String text() {
		return "MiB that the live heap grows by during a " + this.dump.label()
				+ " text dump of 1 000 000 parked tasks in 4 GiB";
	}

	@Override
	public Budget budget() {
		return Budget.gate(64);
	}

	@Override
	public List<String> options() {
		return List.of("-Xms4g", "-Xmx4g");
	}

	// A fork takes about a minute, and bytes hardly differ from one to the next
	@Override
	public Effort effort() {
		return Effort.ANY.withForks(1).withTimeout(Duration.ofMinutes(5));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		// Never closed, which would take as long as the measurement
		Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0));
		Parked parked = Parked.tasks(corral, TASKS);
		double growth = CollectedHeap.growth(this.dump.of(corral)) / MIB;
		parked.letGo();
		return Map.of(RATIO, new double[] { growth });
	}

}
