package dev.corral.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks all questions, or those named, and prints each with gate, goal, ratio, interval
 * and verdict: {@code benchmarks/run quick}, {@code benchmarks/run full},
 * {@code benchmarks/run launch-1 cancel}. Ends with 1 when a gate fails.
 */
public final class Runner {

	private Runner() {
	}

	/**
	 * Runs.
	 * @param args {@code quick}, {@code full}, or questions' names
	 * @throws Exception when a fork fails
	 */
	public static void main(String[] args) throws Exception {
		boolean full = args.length == 1 && args[0].equals("full");
		boolean all = full || args.length == 0 || (args.length == 1 && args[0].equals("quick"));
		List<Question> questions = all ? Questions.all() : Arrays.stream(args).map(Questions::named).toList();
		Map<Question, List<double[]>> measured = measure(questions, full ? 8 : 4, full ? 10 : 4);
		if (Report.of(measured).writeTo(System.out, Path.of("target", "results.json"))) {
			System.exit(1);
		}
	}

	// Forks of different questions take turns, so that a bad minute hits all of them
	private static Map<Question, List<double[]>> measure(List<Question> questions, int forks, double seconds)
			throws IOException, InterruptedException {
		Map<Question, List<double[]>> measured = new LinkedHashMap<>();
		for (int fork = 1; fork <= forks; fork++) {
			for (Question question : questions) {
				System.err.printf("fork %d of %d: %s%n", fork, forks, question.name());
				measured.computeIfAbsent(question, (key) -> new ArrayList<>()).add(Fork.measure(question, seconds));
			}
		}
		return measured;
	}

}
