package dev.corral.spring.boot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.spring.boot.testing.ProofProgram;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From where proof mode can be turned on without an option of the virtual machine, each
 * tried in a virtual machine of its own.
 */
@Timeout(120)
class ProofModeSourcesTests {

	private static final String ON = "corral.leak.prove-unreachable=true";

	private static final String FLAG = "-Djdk.trackAllThreads=false";

	/** The working directory of the program. */
	@TempDir
	Path directory;

	/** In front of its class path. */
	@TempDir
	Path classes;

	private static void file(Path root, String name, String text) throws IOException {
		Path file = root.resolve(name);
		Files.createDirectories(file.resolveSibling(""));
		Files.writeString(file, text);
	}

	private List<String> run(List<String> options, Map<String, String> variables, String... args) throws Exception {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", this.classes + File.pathSeparator + System.getProperty("java.class.path"),
				ProofProgram.class.getName()));
		command.addAll(List.of(args));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true);
		builder.environment().putAll(variables);
		Process process = builder.start();
		try (var lines = process.inputReader()) {
			List<String> output = lines.lines().toList();
			assertThat(process.waitFor()).as(String.join("\n", output)).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void assertProves(List<String> output) {
		assertThat(output).contains("proved 1").noneMatch((line) -> line.contains("jdk.trackAllThreads"));
	}

	private static void assertWarnsOnce(List<String> output) {
		assertThat(output).contains("proved 0")
			.filteredOn((line) -> line.contains("prove-unreachable"))
			.singleElement()
			.asString()
			.contains("WARN", "stays off", FLAG);
	}

	@Test
	void argument() throws Exception {
		assertProves(run(List.of(), Map.of(), "--" + ON));
	}

	@Test
	void systemProperty() throws Exception {
		assertProves(run(List.of("-D" + ON), Map.of()));
	}

	@Test
	void environmentVariable() throws Exception {
		assertProves(run(List.of(), Map.of("CORRAL_LEAK_PROVEUNREACHABLE", "true")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application.properties", "config/application.properties" })
	void fileOnTheClassPath(String name) throws Exception {
		file(this.classes, name, ON);
		assertProves(run(List.of(), Map.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application.properties", "config/application.properties" })
	void fileInTheWorkingDirectory(String name) throws Exception {
		file(this.directory, name, ON);
		assertProves(run(List.of(), Map.of()));
	}

	@Test
	void yamlInTheWorkingDirectory() throws Exception {
		file(this.directory, "application.yaml", "corral:\n  leak:\n    prove-unreachable: true\n");
		assertProves(run(List.of(), Map.of()));
	}

	@Test
	void fileNearerToTheProgramWinsAndOfItsDocumentsTheLast() throws Exception {
		file(this.classes, "application.properties", ON);
		file(this.directory, "application.properties", ON + "\n#---\ncorral.leak.prove-unreachable=false\n");
		List<String> output = run(List.of(), Map.of());
		assertThat(output).contains("proved 0").noneMatch((line) -> line.contains("prove-unreachable"));
	}

	@Test
	void profileIsTooLateAndOneWarningNamesTheFlag() throws Exception {
		file(this.directory, "application-prod.properties", ON);
		assertWarnsOnce(run(List.of(), Map.of(), "--spring.profiles.active=prod"));
	}

	@Test
	void profileWithTheFlagProves() throws Exception {
		file(this.directory, "application-prod.properties", ON);
		assertProves(run(List.of(FLAG), Map.of(), "--spring.profiles.active=prod"));
	}

	@Test
	void jsonInTheEnvironmentIsTooLateAndOneWarningNamesTheFlag() throws Exception {
		assertWarnsOnce(run(List.of(), Map.of("SPRING_APPLICATION_JSON", "{\"corral.leak.prove-unreachable\":true}")));
	}

	@Test
	void flagThatSaysOtherwiseStaysAndOneWarningNamesTheRightOne() throws Exception {
		assertWarnsOnce(run(List.of("-Djdk.trackAllThreads=true"), Map.of(), "--" + ON));
	}

}
