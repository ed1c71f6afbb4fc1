package dev.corral.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;

/** One virtual machine that measures one question and writes its ratios to a file. */
public final class Fork {

	private Fork() {
	}

	/**
	 * Measures and writes.
	 * @param args a question's name, for how many seconds to measure, and the file
	 * @throws Exception when it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		int status = 1;
		try {
			Map<String, double[]> ratios = Questions.named(args[0]).measure(Double.parseDouble(args[1]));
			Files.writeString(Path.of(args[2]), new Gson().toJson(ratios));
			status = 0;
		}
		catch (Throwable ex) {
			ex.printStackTrace(System.err);
		}
		// Whatever threads a peer has left
		Runtime.getRuntime().halt(status);
	}

	// In a new virtual machine
	static Map<String, double[]> measure(Question question, double seconds, Duration timeout)
			throws IOException, InterruptedException {
		Path ratios = Files.createTempFile("ratios", ".json");
		try {
			Process process = new ProcessBuilder(JavaCommand.of(question.options(), Fork.class, question.name(),
					String.valueOf(seconds), ratios.toString()))
				.inheritIO()
				.start();
			try {
				if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
					throw new IOException("a fork did not end within " + timeout.toSeconds() + " s");
				}
			}
			finally {
				process.destroyForcibly().waitFor();
			}
			if (process.exitValue() != 0) {
				throw new IOException("a fork ended with " + process.exitValue());
			}
			return new Gson().fromJson(Files.readString(ratios), new TypeToken<Map<String, double[]>>() {
			});
		}
		finally {
			Files.deleteIfExists(ratios);
		}
	}

}
