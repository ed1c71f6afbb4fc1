package dev.corral.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One virtual machine that measures one question and prints its ratios. */
public final class Fork {

	private static final String RATIOS = "ratios: ";

	private Fork() {
	}

	/**
	 * Measures and prints.
	 * @param args a question's name and for how many seconds to measure
	 * @throws Exception when it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		double[] ratios = Questions.named(args[0]).measure(Double.parseDouble(args[1]));
		System.out.println(RATIOS + Arrays.toString(ratios));
		System.exit(0);
	}

	// In a new virtual machine
	static double[] measure(Question question, double seconds) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms2g", "-Xmx2g", "-cp",
				System.getProperty("java.class.path"), Fork.class.getName(), question.name(), String.valueOf(seconds)));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		List<String> lines = process.inputReader().lines().toList();
		if (process.waitFor() != 0) {
			throw new IOException("the fork for " + question.name() + " ended with " + process.exitValue());
		}
		return lines.stream()
			.filter((line) -> line.startsWith(RATIOS))
			.flatMapToDouble((line) -> Arrays.stream(line.substring(RATIOS.length() + 1, line.length() - 1).split(", "))
				.mapToDouble(Double::parseDouble))
			.toArray();
	}

}
