package dev.corral.benchmarks.report;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Results survive their file, and the page tells all of them. */
class PageTests {

	private static final Machine MACHINE = new Machine(2, "a processor", 8, "an OS", "a JDK");

	private static final Answer BUDGET = new Answer("launch", "launch / raw", "BARS", 1.6, 1.2, "PASS", false, null,
			List.of(new Measure("ratio", 1.5, 1.4, 1.55, 4)));

	private static final Answer COMPARISON = new Answer("peers", "peers / raw", "BARS", null, null, null, null, null,
			List.of(new Measure("Corral", 1.5, 1.4, 1.6, 4), new Measure("other", 2, 1.9, 2.1, 4)));

	private static final Answer SINGLE = new Answer("deep", "deep | flat", "BARS", null, null, null, null, null,
			List.of(new Measure("ratio", 1.25, 1.2, 1.3, 4)));

	private static final Answer BROKEN = new Answer("growth", "growth / raw", "LINES", null, null, Answer.ERROR, null,
			"a fork ended with 1", List.of());

	private static Results results(Answer... answers) {
		return new Results(MACHINE, "2026-01-31", List.of(answers));
	}

	@Test
	void resultsAreReadAsTheyWereWritten(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("new/results.json");
		Results results = results(BUDGET, COMPARISON, SINGLE, BROKEN);
		results.writeTo(file);
		assertThat(Results.read(file)).isEqualTo(results);
		assertThat(file.resolveSibling(".").toFile().list()).containsExactly("results.json");
	}

	@Test
	void runHasFailedWithAGateOrAFork() {
		assertThat(results(BUDGET, COMPARISON).isFailed()).isFalse();
		assertThat(results(BUDGET, BROKEN).isFailed()).isTrue();
	}

	@Test
	void keptAnswersGiveWayToLaterOnesOfTheSameMachine() {
		Answer later = new Answer("launch", "launch / raw", "BARS", 1.6, 1.2, "FAIL", false, null, List.of());
		assertThat(results(BUDGET, SINGLE).with(results(later, COMPARISON)).answers()).containsExactly(later, SINGLE,
				COMPARISON);
		Results elsewhere = new Results(new Machine(4, "b", 8, "c", "d"), "2026-02-01", List.of());
		assertThatIllegalArgumentException().isThrownBy(() -> results(BUDGET).with(elsewhere))
			.withMessageContaining("same machine");
	}

	@Test
	void pageTellsMachineBudgetsComparisonsErrorsAndRemarks() {
		Page page = Page.of(results(BUDGET, COMPARISON, SINGLE, BROKEN), "Kept by hand.\n");
		assertThat(page.text()).contains("a processor, 2 cores, 8 GiB, an OS", "a JDK", "2026-01-31")
			.contains("| launch | launch / raw | 1.60 | 1.20 | 1.50 | 1.40 - 1.55 | 4 | PASS | no |")
			.contains("![peers](performance/peers.svg)", "| other | 2.00 | 1.90 - 2.10 | 4 |")
			.contains("| deep: deep \\| flat | 1.25 | 1.20 - 1.30 | 4 |")
			.contains("`growth`: a fork ended with 1")
			.endsWith("## Remarks\n\nKept by hand.\n");
		assertThat(page.charts()).containsOnlyKeys("peers.svg", "single.svg");
	}

	@Test
	void generatorWritesThePageAndItsCharts(@TempDir Path docs) throws Exception {
		Generator.keep(docs.resolve("performance"), results(COMPARISON));
		Generator.keep(docs.resolve("performance"), results(BUDGET));
		Generator.generate(docs);
		assertThat(docs.resolve("performance.md")).content().contains("| launch |", "performance/peers.svg");
		assertThat(docs.resolve("performance/peers.svg")).exists();
	}

}
