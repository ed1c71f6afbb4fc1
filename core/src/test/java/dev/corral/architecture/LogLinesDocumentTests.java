package dev.corral.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of {@code docs/log-lines.md} has every line that the code can write. */
class LogLinesDocumentTests {

	/** A call that writes a line: what comes before the text, and the text. */
	private static final Pattern CALL = Pattern.compile(
			"(new LogLine|LogLine\\.write|(?<![.\\w])warn|(?<![.\\w])line|logger\\.(?:error|warn|info|debug))\\(\\s*"
					+ "((?:[\\w.()]+,\\s*)*)(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern DIRECT = Pattern.compile("(?:new LogLine|LogLine\\.write)\\(");

	/** A kind of lines that are limited, up to the end of the statement or condition. */
	private static final Pattern KIND = Pattern.compile("(?:StormKind\\.of(?:Tasks)?|kindOf)\\(([^;{]*)");

	/** Methods that take the text of a line, by their files: level and logger. */
	private static final Map<String, String> WRAPPERS = Map.of("LeakLine", "WARN dev.corral.leak", "Panics",
			"ERROR dev.corral.panic");

	private static List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		for (String module : List.of("core", "autoconfigure")) {
			try (Stream<Path> files = Files.walk(SemanticsDocumentTests.ROOT.resolve(module + "/src/main/java"))) {
				files.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("LogLine.java"))
					.forEach(sources::add);
			}
		}
		return sources;
	}

	// Level, logger and text of each line
	private static Set<String> written() throws IOException {
		Set<String> written = new java.util.TreeSet<>();
		for (Path source : sources()) {
			String code = Files.readString(source);
			String name = source.getFileName().toString().replace(".java", "");
			Matcher call = CALL.matcher(code);
			int direct = 0;
			while (call.find()) {
				direct += DIRECT.matcher(call.group()).lookingAt() ? 1 : 0;
				String text = LITERAL.matcher(call.group(3))
					.results()
					.map((part) -> part.group(1))
					.collect(Collectors.joining());
				written.add(kind(source, name, call.toMatchResult()) + ' ' + text.replace("\\\"", "\""));
			}
			long calls = DIRECT.matcher(code).results().count();
			assertThat(direct + (WRAPPERS.containsKey(name) ? 1L : 0L)).as("lines of %s whose text was found", name)
				.isEqualTo(calls);
		}
		return written;
	}

	private static String kind(Path source, String name, MatchResult call) {
		String method = call.group(1);
		if (method.startsWith("logger.")) {
			String type = SemanticsDocumentTests.ROOT.resolve("autoconfigure/src/main/java")
				.relativize(source)
				.toString();
			return method.substring("logger.".length()).toUpperCase(Locale.ROOT) + ' '
					+ type.replace(".java", "").replace('/', '.');
		}
		String before = call.group(2);
		Matcher level = Pattern.compile("Level\\.(\\w+)").matcher(before);
		boolean any = before.contains("level");
		if (!level.find() && !any) {
			return String.valueOf(WRAPPERS.get(name));
		}
		Matcher topic = Pattern.compile("LogTopic\\.(\\w+)").matcher(before);
		if (before.contains("topic()")) {
			return "any any";
		}
		String logger = topic.find() ? "." + topic.group(1).toLowerCase(Locale.ROOT) : "";
		return (any ? "any" : level.group(1)) + " dev.corral" + logger.replace(".launcher", "");
	}

	private static List<List<String>> rows() throws IOException {
		return Files.readAllLines(SemanticsDocumentTests.ROOT.resolve("docs/log-lines.md"))
			.stream()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| level "))
			.map((line) -> Stream.of(line.substring(2, line.length() - 2).split(" \\| ")).map(String::strip).toList())
			.toList();
	}

	private static String bare(String cell) {
		return cell.substring(1, cell.length() - 1);
	}

	@Test
	void tableHasEveryLineOfTheCodeAndNoOther() throws IOException {
		Set<String> documented = rows().stream()
			.map((row) -> row.get(0) + ' ' + bare(row.get(1)) + ' ' + bare(row.get(2)))
			.collect(Collectors.toSet());
		assertThat(documented).hasSizeGreaterThan(35).containsExactlyInAnyOrderElementsOf(written());
	}

	@Test
	void documentHasTheTextOfEveryLimitedKind() throws IOException {
		String document = Files.readString(SemanticsDocumentTests.ROOT.resolve("docs/log-lines.md"));
		List<String> texts = new ArrayList<>();
		for (Path source : sources()) {
			KIND.matcher(Files.readString(source))
				.results()
				.flatMap((kind) -> LITERAL.matcher(kind.group(1)).results())
				.map((literal) -> literal.group(1).strip())
				.forEach(texts::add);
		}
		assertThat(texts).hasSizeGreaterThan(15).allSatisfy((text) -> assertThat(document).contains(text));
	}

	@Test
	void everyRowSaysWhenAndWhatToDoAndNamesItsTest() throws IOException {
		SemanticsDocumentTests tests = new SemanticsDocumentTests();
		for (List<String> row : rows()) {
			assertThat(row).hasSize(6).noneMatch(String::isEmpty);
			assertThat(tests.problemsOf(row.get(5), row.get(2))).isEmpty();
		}
	}

}
