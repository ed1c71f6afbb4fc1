package dev.corral.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import dev.corral.benchmarks.report.Answer;
import dev.corral.benchmarks.report.Machine;
import dev.corral.benchmarks.report.Results;
import dev.corral.benchmarks.report.Table;

/**
 * Asks questions, writes the answers to {@code results.json} as they come, and prints
 * them in the end. {@code benchmarks/run quick} asks those that have a budget and ends
 * within ten minutes, {@code benchmarks/run full} asks all,
 * {@code benchmarks/run launch-1 cancel} the named; {@code forks=2} and {@code seconds=1}
 * after any of these say how long. Ends with 3 when a gate fails or a question could not
 * be measured.
 */
public final class Runner implements Schedule.Progress {

	private static final int FAILED = 3;

	private final Path file;

	private Results results = new Results(Machine.current(), LocalDate.now(ZoneOffset.UTC).toString(), List.of());

	private Runner(Path file) {
		this.file = file;
	}

	/**
	 * Runs.
	 * @param args {@code quick}, {@code full}, or questions' names
	 * @throws Exception when the results cannot be written
	 */
	public static void main(String[] args) throws Exception {
		Runner runner = new Runner(Path.of("target", "results.json"));
		new Schedule(Plan.of(args), Fork::measure, System::nanoTime).run(runner);
		Table.print(runner.results, System.out);
		if (runner.results.isFailed()) {
			System.exit(FAILED);
		}
	}

	@Override
	public void before(Measured question) {
		System.err.printf("%s, fork %d%n", question.question().name(), question.forks() + 1);
	}

	@Override
	public void after(List<Answer> answers) throws IOException {
		this.results = new Results(this.results.machine(), this.results.date(), answers);
		this.results.writeTo(this.file);
	}

}
