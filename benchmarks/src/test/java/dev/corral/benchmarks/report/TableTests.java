package dev.corral.benchmarks.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The terminal's table has straight columns. */
class TableTests {

	private static final String LONG = "a-question-of-a-long-name";

	private static List<String> printed(Answer... answers) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Results results = new Results(new Machine(2, "a processor", 8, "an OS", "a JDK"), "2026-01-31",
				List.of(answers));
		Table.print(results, new PrintStream(out, true, StandardCharsets.UTF_8));
		return out.toString(StandardCharsets.UTF_8).lines().toList();
	}

	private static Answer answer(String name, double gate, double ratio) {
		return new Answer(name, "what", "BARS", gate, gate, "PASS", true, null,
				List.of(new Measure("ratio", ratio, ratio, ratio, 3)));
	}

	@Test
	void nameColumnFitsTheLongestName() {
		List<String> lines = printed(answer("short", 2, 1), answer(LONG, 64, 12.5));
		assertThat(lines).hasSize(3).allMatch((line) -> line.substring(LONG.length()).startsWith(" "));
		assertThat(lines).extracting((line) -> line.indexOf("what")).containsOnly(lines.getFirst().indexOf("what"));
	}

	@Test
	void smallNumbersKeepTheirDigits() {
		assertThat(printed(answer("share", 0.01, 0.0012)).getLast()).contains("0.0100", "0.0012 - 0.0012");
	}

	@Test
	void errorStandsBesideItsQuestion() {
		Answer broken = new Answer("broken", "what", "BARS", null, null, Answer.ERROR, null, "a fork ended with 1",
				List.of());
		assertThat(printed(broken).getLast()).matches("broken +ERROR: a fork ended with 1");
	}

}
