package dev.corral.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The methods that the documents for contributors name exist. */
class NamedMembersDocumentTests {

	private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w+)\\b");

	private static final Pattern PARENT = Pattern.compile("\\b(?:class|interface) \\w+[^{]*? extends (\\w+)");

	/**
	 * Java's own classes that the documents name, and files and properties with a dot.
	 */
	private static final Pattern FOREIGN = Pattern
		.compile("(Object|Thread|Runtime|CompletableFuture)\\.\\w+|[A-Z]+\\.md|D\\w+\\.\\w+");

	private final Map<String, String> sources = sources();

	private static Map<String, String> sources() {
		try (Stream<Path> files = Files.walk(SemanticsDocumentTests.ROOT)) {
			return files.filter((file) -> file.toString().contains("/src/main/java/"))
				.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
				.filter((file) -> !file.endsWith("module-info.java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString().replace(".java", ""),
						NamedMembersDocumentTests::text, (one, other) -> one));
		}
		catch (IOException ex) {
			throw new IllegalStateException("the project's sources cannot be read", ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(file + " cannot be read", ex);
		}
	}

	// Members that are named and do not exist
	private List<String> missing(String document) {
		return MEMBER.matcher(document)
			.results()
			.filter(Predicate.not((found) -> FOREIGN.matcher(found.group()).matches()))
			.filter(Predicate.not((found) -> hasMember(found.group(1), found.group(2))))
			.map(MatchResult::group)
			.toList();
	}

	// Also when a class above declares it
	private boolean hasMember(String type, String member) {
		String source = this.sources.get(type);
		if (source == null) {
			return false;
		}
		if (Pattern.compile("[\\w>\\]] " + member + "\\s*[(;=]").matcher(source).find()) {
			return true;
		}
		Matcher parent = PARENT.matcher(source);
		return parent.find() && hasMember(parent.group(1), member);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONTRIBUTING.md", "docs/architecture.md", "docs/concurrency.md" })
	void everyMemberThatIsNamedExists(String document) throws IOException {
		String text = Files.readString(SemanticsDocumentTests.ROOT.resolve(document));
		assertThat(MEMBER.matcher(text).results()).hasSizeGreaterThan(10);
		assertThat(missing(text)).isEmpty();
	}

	@Test
	void memberThatDoesNotExistIsFound() {
		assertThat(missing("`Launcher.launch`, `Launcher.lunch`, `Lunch.launch`, `LeakLineSchedule.run`"))
			.containsExactly("Launcher.lunch", "Lunch.launch");
	}

}
