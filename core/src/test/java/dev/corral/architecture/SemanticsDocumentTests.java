package dev.corral.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every rule in {@code docs/semantics.md} names tests, and they exist. */
class SemanticsDocumentTests {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern PINNED_BY = Pattern.compile("`(\\w+)\\.(\\w+)`(?:, )?");

	private static final String ANNOTATIONS = "@(Test|ParameterizedTest|ArchTest)\\b[^;{}]*";

	private final Map<String, Path> sources = testSources();

	private static Map<String, Path> testSources() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().contains("/src/test/java/"))
				.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> !file.endsWith("package-info.java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString().replace(".java", ""), (file) -> file,
						(one, other) -> one));
		}
		catch (IOException ex) {
			throw new IllegalStateException("the project's sources cannot be read below " + ROOT, ex);
		}
	}

	// What is wrong with the rows of a document
	List<String> problems(List<String> lines) throws IOException {
		List<String> problems = new ArrayList<>();
		for (String line : lines) {
			if (line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| rule |")) {
				List<String> cells = Arrays.asList(line.split("(?<!\\\\)\\|"));
				problems.addAll(problemsOf(cells.get(cells.size() - 1).strip(), line));
			}
		}
		return problems;
	}

	List<String> problemsOf(String cell, String line) throws IOException {
		if (cell.isEmpty() || !PINNED_BY.matcher(cell).replaceAll("").isEmpty()) {
			return List.of("no test named: " + line);
		}
		List<String> problems = new ArrayList<>();
		Matcher test = PINNED_BY.matcher(cell);
		while (test.find()) {
			if (!exists(test.group(1), test.group(2))) {
				problems.add("no such test: " + test.group(1) + "." + test.group(2));
			}
		}
		return problems;
	}

	private boolean exists(String type, String name) throws IOException {
		Path source = this.sources.get(type);
		return source != null && Pattern.compile(ANNOTATIONS + "\\s" + name + "\\b")
			.matcher(Files.readString(source).replaceAll("\\{[^{};]*}", ""))
			.find();
	}

	@Test
	void everyRuleIsPinned() throws IOException {
		List<String> lines = Files.readAllLines(ROOT.resolve("docs/semantics.md"));
		assertThat(lines).filteredOn((line) -> line.startsWith("| rule |")).hasSizeGreaterThan(15);
		assertThat(problems(lines)).isEmpty();
	}

	@Test
	void ruleWithoutATestIsAProblem() throws IOException {
		assertThat(problems(List.of("| a rule | – | |"))).singleElement().asString().startsWith("no test named");
		assertThat(problems(List.of("| a rule | – | later |"))).singleElement().asString().startsWith("no test named");
	}

	@Test
	void ruleWithATestThatDoesNotExistIsAProblem() throws IOException {
		assertThat(problems(List.of("| a rule | – | `NoSuchTests.everyRuleIsPinned` |"))).hasSize(1);
		assertThat(problems(List.of("| a rule | – | `SemanticsDocumentTests.noSuchTest` |"))).hasSize(1);
		assertThat(problems(List.of("| a rule | – | `SemanticsDocumentTests.problems` |"))).hasSize(1);
		assertThat(problems(List.of("| a rule | – | `SemanticsDocumentTests.everyRuleIsPinned` |"))).isEmpty();
	}

}
