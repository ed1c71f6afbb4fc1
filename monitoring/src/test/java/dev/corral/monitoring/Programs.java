package dev.corral.monitoring;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The programs that the tests run. Where one is missing its tests are skipped with a
 * warning, and fail with {@code -Dmonitoring.required=true}.
 */
public final class Programs {

	private static final System.Logger logger = System.getLogger(Programs.class.getName());

	private static final Path SCRIPTS = Path.of("src/test/scripts").toAbsolutePath();

	private static final Path UNPACKED = Repository.TARGET.resolve("prometheus");

	private Programs() {
	}

	/**
	 * Finds a program of Debian's package {@code prometheus}, which is unpacked below
	 * {@code target} where it is not installed.
	 * @param name {@code prometheus} or {@code promtool}
	 * @return its file
	 */
	public static Path prometheus(String name) throws IOException, InterruptedException {
		Optional<Path> installed = find(name);
		if (installed.isPresent()) {
			return installed.get();
		}
		Path program = UNPACKED.resolve("usr/bin").resolve(name);
		if (!Files.isExecutable(program) && find("apt-get").isPresent() && find("dpkg").isPresent()) {
			run(Repository.TARGET, SCRIPTS.resolve("get-prometheus").toString(), UNPACKED.toString());
		}
		require(Files.isExecutable(program), name + " is not installed, nor got by apt-get download prometheus");
		return program;
	}

	/**
	 * Makes a JSON Schema of Grafana's dashboards, of the types in its own code.
	 * @return the schema's file
	 */
	public static Path dashboardSchema() throws IOException, InterruptedException {
		installed("npm");
		Path folder = Repository.TARGET.resolve("schema");
		Result result = run(Repository.ROOT, SCRIPTS.resolve("make-schema").toString(), folder.toString());
		require(result.code() == 0, "no schema could be made: " + result.printed());
		return folder.resolve("schema.json");
	}

	/**
	 * Finds a program in the path.
	 * @param name its name
	 * @return its file
	 */
	public static Path installed(String name) {
		Optional<Path> program = find(name);
		require(program.isPresent(), name + " is not installed");
		return program.orElseThrow();
	}

	static void require(boolean present, String reason) {
		if (Boolean.getBoolean("monitoring.required")) {
			assertThat(present).as(reason).isTrue();
		}
		if (!present) {
			logger.log(System.Logger.Level.WARNING, "Tests are skipped: " + reason);
		}
		assumeTrue(present, reason);
	}

	private static Optional<Path> find(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((folder) -> Path.of(folder).resolve(name))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Runs a program to its end.
	 * @param folder where it is run
	 * @param command the program and its arguments
	 * @return what it answers
	 */
	public static Result run(Path folder, String... command) throws IOException, InterruptedException {
		return run(folder, ProcessBuilder.Redirect.PIPE, command);
	}

	/**
	 * Runs a program to its end.
	 * @param folder where it is run
	 * @param input what it reads
	 * @param command the program and its arguments
	 * @return what it answers
	 */
	public static Result run(Path folder, ProcessBuilder.Redirect input, String... command)
			throws IOException, InterruptedException {
		Process process = new ProcessBuilder(List.of(command)).directory(folder.toFile())
			.redirectInput(input)
			.redirectErrorStream(true)
			.start();
		try (InputStream output = process.getInputStream()) {
			String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			return new Result(process.waitFor(), printed);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * How a program ended.
	 *
	 * @param code its exit code
	 * @param printed what it printed, errors included
	 */
	public record Result(int code, String printed) {

	}

}
