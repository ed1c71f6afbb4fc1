package dev.corral.benchmarks.endpoint;

import org.junit.jupiter.api.Test;

import dev.corral.benchmarks.Budget;

import static org.assertj.core.api.Assertions.assertThat;

/** A page says plainly what holds and what does not. */
class FindingsTests {

	private final Findings findings = new Findings();

	@Test
	void verdictsNameTheGateAndTheGoal() {
		this.findings.verdict("ratio", 0.2, new Budget(0.5, 0.25));
		this.findings.verdict("ratio", 0.5, new Budget(0.5, 0.25));
		this.findings.verdict("ratio", 3.01, Budget.gate(3));
		this.findings.verdict("ratio", Double.NaN, Budget.gate(3));
		this.findings.none("failures", 0);
		this.findings.none("failures", 1);
		assertThat(this.findings.text()).isEqualTo("""
				- ratio 0.200, gate 0.5, goal 0.25 met: PASS
				- ratio 0.500, gate 0.5, goal 0.25 missed: PASS
				- ratio 3.01, gate 3.0: FAIL
				- ratio NaN, gate 3.0: FAIL
				- failures 0, gate 0: PASS
				- failures 1, gate 0: FAIL
				""");
	}

	@Test
	void tablesAreMarkdown() {
		this.findings.table("what", "seconds");
		this.findings.row("dump", Findings.number(1_234.5));
		assertThat(this.findings.text()).isEqualTo("""

				| what | seconds |
				| --- | --: |
				| dump | 1 235 |
				""");
	}

}
