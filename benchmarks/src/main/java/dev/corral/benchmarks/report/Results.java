package dev.corral.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/**
 * All that a run measured, as it is kept in {@code results.json}.
 *
 * @param machine where it was measured
 * @param date the day, as {@code yyyy-mm-dd}
 * @param answers by question, in the order of the report
 */
public record Results(Machine machine, String date, List<Answer> answers) {

	private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

	/**
	 * Reads what {@link #writeTo(Path)} wrote.
	 * @param file a JSON file
	 * @return the results
	 * @throws IOException when it cannot be read
	 */
	public static Results read(Path file) throws IOException {
		return GSON.fromJson(Files.readString(file), Results.class);
	}

	/**
	 * Writes them as JSON, in one step: a reader sees the old file or the new.
	 * @param file where to
	 * @throws IOException when it cannot be written
	 */
	public void writeTo(Path file) throws IOException {
		Path folder = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
		Path written = Files.createTempFile(folder, "results", ".json");
		Files.writeString(written, GSON.toJson(this) + "\n");
		Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Whether a gate has failed, or a question could not be measured to the end.
	 * @return {@code true} if the run has to end as failed
	 */
	public boolean isFailed() {
		return this.answers.stream()
			.anyMatch((answer) -> "FAIL".equals(answer.verdict()) || Answer.ERROR.equals(answer.verdict()));
	}

}
