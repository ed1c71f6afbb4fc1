package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Works take turns, none always after the same neighbour. */
class RotationTests {

	private final List<String> runs = new ArrayList<>();

	// Blocks of no length: every block is one run
	private final Rotation rotation = new Rotation(0);

	private Work work(String name) {
		return () -> {
			this.runs.add(name);
			return 1;
		};
	}

	private String round(int number) throws Exception {
		this.runs.clear();
		this.rotation.round(number);
		return String.join(" ", this.runs);
	}

	@Test
	void sidesOfAPairTakeTurnsInComingFirst() throws Exception {
		this.rotation.compare("pair", work("a"), work("b"));
		assertThat(List.of(round(0), round(1), round(2), round(3))).containsExactly("a b", "b a", "a b", "b a");
	}

	@Test
	void everyWorkRunsOnceARoundAndNoneAlwaysComesFirst() throws Exception {
		Work raw = work("raw");
		this.rotation.compare("a", work("a"), raw).compare("b", work("b"), raw);
		assertThat(List.of(round(0), round(1), round(2), round(3))).containsExactly("a raw b", "raw a b", "b a raw",
				"a b raw");
	}

	@Test
	void roundYieldsTheCostOfAUnitOfEachWork() throws Exception {
		Work busy = () -> {
			long end = System.nanoTime() + 1_000_000;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			return 1_000;
		};
		this.rotation.compare("ratio", busy, work("cheap"));
		assertThat(this.rotation.round(0)).hasSize(2);
		assertThat(this.rotation.round(1)[0]).isGreaterThanOrEqualTo(1_000);
	}

	@Test
	void comparisonsKeepTheirOrderAndNames() throws Exception {
		Work raw = work("raw");
		Map<String, double[]> ratios = this.rotation.compare("z", work("z"), raw)
			.compare("a", work("a"), raw)
			.ratios(0, 0);
		assertThat(ratios.keySet()).containsExactly("z", "a");
		assertThat(ratios.values()).allSatisfy((samples) -> assertThat(samples).hasSize(1));
	}

}
