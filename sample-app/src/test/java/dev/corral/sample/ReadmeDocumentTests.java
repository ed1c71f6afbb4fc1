package dev.corral.sample;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The README is short, and its code compiles as it stands there. */
class ReadmeDocumentTests {

	private static final Path README = Path.of("..", "README.md");

	private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern NAME = Pattern.compile("(?:class|record) (\\w+)");

	private static final int MOST_LINES = 150;

	private static final int LONGEST_LINE = 160;

	@TempDir
	Path classes;

	@Test
	void codeCompiles() throws IOException {
		List<String> blocks = CODE.matcher(Files.readString(README)).results().map((block) -> block.group(1)).toList();
		assertThat(blocks).hasSize(3);
		for (String block : blocks) {
			assertThat(errors(block)).as(block).isEmpty();
		}
	}

	@Test
	void codeThatDoesNotCompileIsFound() {
		assertThat(errors("class Wrong { int value() { return tasks; } }")).contains("tasks");
	}

	@Test
	void itIsShort() throws IOException {
		List<String> lines = Files.readAllLines(README);
		assertThat(lines).hasSizeLessThanOrEqualTo(MOST_LINES);
		assertThat(lines).filteredOn((line) -> !line.startsWith("|"))
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
	}

	@Test
	void linksLeadSomewhere() throws IOException {
		Matcher links = Pattern.compile("]\\(([^)#:]+)\\)").matcher(Files.readString(README));
		List<String> targets = links.results().map((MatchResult link) -> link.group(1)).toList();
		assertThat(targets).isNotEmpty().allSatisfy((target) -> assertThat(README.resolveSibling(target)).exists());
	}

	private String errors(String code) {
		Matcher name = NAME.matcher(code);
		assertThat(name.find()).isTrue();
		JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name.group(1) + ".java"),
				JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return code;
			}
		};
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		boolean compiled = compiler
			.getTask(output, null, null, List.of("-d", this.classes.toString(), "-proc:none", "-classpath",
					System.getProperty("java.class.path")), null, List.of(source))
			.call();
		return compiled ? "" : output.toString();
	}

}
