package dev.corral.sample.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What {@code docs/from-go.md} quotes and counts, and what {@code docs/laboratory.md}
 * lists, is what stands in the sources and what is seen.
 */
@Timeout(60)
class FromGoDocumentTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Path DOCUMENT = ROOT.resolve("docs/from-go.md");

	private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");

	/** A link, or a block of code. */
	private static final Pattern LINK_OR_BLOCK = Pattern.compile(LINK.pattern() + "|```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern COUNTED = Pattern
		.compile("^\\| `([\\w-]+)` \\| `([\\w-]+)` \\| (\\d+) \\| (\\d+) \\|.*$", Pattern.MULTILINE);

	private static final Pattern LISTED = Pattern.compile("^\\| `([\\w-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$",
			Pattern.MULTILINE);

	// What is quoted from no source: each block, and the file linked last before it
	private static List<String> problems(String document) throws IOException {
		List<String> problems = new ArrayList<>();
		Path source = null;
		Matcher found = LINK_OR_BLOCK.matcher(document);
		while (found.find()) {
			String block = found.group(2);
			if (block == null) {
				source = DOCUMENT.resolveSibling(found.group(1)).normalize();
				if (!Files.exists(source)) {
					problems.add("no such file: " + found.group(1));
				}
			}
			else if (source == null || !Files.isRegularFile(source)
					|| !normalised(Files.readString(source)).contains(normalised(block))) {
				problems.add("not in " + source + ": " + block);
			}
		}
		return problems;
	}

	private static String normalised(String code) {
		return code.replaceAll("\\s+", " ").strip();
	}

	@Test
	void everyBlockStandsInTheSourceLinkedBeforeIt() throws IOException {
		String document = Files.readString(DOCUMENT);
		assertThat(document.split("```java", -1)).hasSizeGreaterThan(20);
		assertThat(problems(document)).isEmpty();
	}

	@Test
	void blockThatIsInNoSourceAndLinkThatLeadsNowhereAreProblems() throws IOException {
		String source = "[x](../sample-app/src/main/java/dev/corral/sample/lab/Lab.java)";
		assertThat(problems("```java\nclass Lab {\n```\n")).hasSize(1);
		assertThat(problems(source + "\n```java\nclass   Lab {\n```\n")).isEmpty();
		assertThat(problems(source + "\n```java\nclass Lob {\n```\n")).hasSize(1);
		assertThat(problems("[x](no-such-file.md)")).containsExactly("no such file: no-such-file.md");
	}

	static Stream<Arguments> counts() throws IOException {
		return COUNTED.matcher(Files.readString(DOCUMENT))
			.results()
			.map((row) -> arguments(row.group(1), row.group(2), Long.valueOf(row.group(3)),
					Long.valueOf(row.group(4))));
	}

	@Test
	void everyFormIsCounted() throws IOException {
		List<String> counted = counts().map((row) -> row.get()[0] + " " + row.get()[1]).toList();
		assertThat(counted).containsExactlyElementsOf(Catalogue.entries()
			.stream()
			.flatMap((entry) -> entry.formNames().stream().map((form) -> entry.name() + " " + form))
			.toList());
	}

	@ParameterizedTest
	@MethodSource("counts")
	void countsAreThoseSeen(String scenario, String form, long before, long after) throws Exception {
		try (Trial trial = new Trial(scenario, form)) {
			assertThat(trial.corral.counts().live()).isEqualTo(before);
			trial.start();
			trial.untilQuiet();
			assertThat(trial.corral.counts().live()).isEqualTo(after);
		}
	}

	@Test
	void laboratoryPageListsTheScenarios() throws IOException {
		String page = Files.readString(ROOT.resolve("docs/laboratory.md"));
		int from = page.indexOf("| scenario |");
		List<String> listed = LISTED.matcher(page.substring(from, page.indexOf("\n\n", from)))
			.results()
			.map(FromGoDocumentTests::row)
			.toList();
		assertThat(listed).containsExactlyElementsOf(Catalogue.entries().stream().map((entry) -> {
			Form leak = entry.form("leak").orElseThrow();
			Form fixed = entry.form("fixed").orElseThrow();
			return String.join(" | ", entry.name(), leak.happens(), quoted(leak.foundBy()), fixed.happens());
		}).toList());
	}

	private static String quoted(List<String> words) {
		return words.stream().map((word) -> "`" + word + "`").collect(Collectors.joining(", "));
	}

	private static String row(MatchResult match) {
		return String.join(" | ", match.group(1), match.group(2), match.group(3), match.group(4));
	}

}
