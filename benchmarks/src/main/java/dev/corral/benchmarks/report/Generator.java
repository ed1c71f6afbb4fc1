package dev.corral.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes {@code docs/performance.md} and its charts from what is kept in
 * {@code docs/performance}: {@code benchmarks/run report}. Before that,
 * {@code benchmarks/run keep} puts the answers of the last run there, in the place of
 * those to the same questions.
 */
public final class Generator {

	private Generator() {
	}

	/**
	 * Generates, or keeps.
	 * @param args the folder {@code docs}, and for keeping the results of a run
	 * @throws IOException when a file cannot be read or written
	 */
	public static void main(String[] args) throws IOException {
		Path docs = Path.of(args[0]);
		if (args.length > 1) {
			keep(docs.resolve("performance"), Results.read(Path.of(args[1])));
		}
		else {
			generate(docs);
		}
	}

	static void keep(Path folder, Results newer) throws IOException {
		Path kept = folder.resolve("results.json");
		Results results = Files.exists(kept) ? Results.read(kept).with(newer) : newer;
		results.writeTo(kept);
	}

	static void generate(Path docs) throws IOException {
		Path folder = docs.resolve("performance");
		Path notes = folder.resolve("notes.md");
		Page page = Page.of(Results.read(folder.resolve("results.json")),
				Files.exists(notes) ? Files.readString(notes) : "");
		Files.writeString(docs.resolve("performance.md"), page.text());
		for (Map.Entry<String, String> chart : page.charts().entrySet()) {
			Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
		}
	}

}
