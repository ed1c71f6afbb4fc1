package dev.corral.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
	 * These with the answers of a later run in the place of those to the same questions.
	 * @param newer measured on the same machine
	 * @return the results of both
	 */
	public Results with(Results newer) {
		if (!this.machine.equals(newer.machine())) {
			throw new IllegalArgumentException("'newer' must be of the same machine, " + this.machine + ", but was of "
					+ newer.machine() + ": measure all questions again");
		}
		Map<String, Answer> answered = new LinkedHashMap<>();
		this.answers.forEach((answer) -> answered.put(answer.question(), answer));
		newer.answers().forEach((answer) -> answered.put(answer.question(), answer));
		return new Results(newer.machine(), newer.date(), List.copyOf(answered.values()));
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
