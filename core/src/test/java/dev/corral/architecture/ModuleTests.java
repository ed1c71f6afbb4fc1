package dev.corral.architecture;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

/** Applications run with Corral on the class path and on the module path. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModuleTests {

	private static final String APPLICATION = """
			package com.acme;

			import dev.corral.CancellationScope;
			import dev.corral.Corral;
			import dev.corral.Task;
			import dev.corral.monitor.TaskFilter;

			public class Application {

				public static void main(String[] args) throws Exception {
					try (Corral corral = Corral.create()) {
						Task<String> task = corral.call("greeting", () -> "hello");
						System.out.println("task: " + task.join());
						try (CancellationScope scope = corral.openScope("orders")) {
							scope.launch("order", new java.util.concurrent.CountDownLatch(1)::await);
							StringBuilder dump = new StringBuilder();
							corral.dumps().write(TaskFilter.all(), 10, dump);
							System.out.println("dump: " + dump.toString().contains("\\"order\\""));
							scope.cancel("enough");
						}
						System.out.println("live: " + corral.counts().live());
					}
					System.out.println("module: " + Corral.class.getModule().getName());
				}

			}
			""";

	private static final String MODULE = """
			module com.acme {
				requires dev.corral;
			}
			""";

	@TempDir
	Path directory;

	// Corral's classes and what they need to run
	private static List<Path> libraries() throws URISyntaxException {
		List<Path> libraries = new ArrayList<>();
		libraries.add(Path.of(Corral.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
		Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((path) -> path.getFileName().toString().matches("(slf4j-api|jspecify)-.*\\.jar"))
			.forEach(libraries::add);
		assertThat(libraries).hasSize(3);
		return libraries;
	}

	private static String path(List<Path> entries) {
		return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

	private Path classes() {
		return this.directory.resolve("classes");
	}

	// What the compiler says, nothing when it is content
	private String compile(String pathOption, Map<String, String> sources) throws Exception {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = new ArrayList<>(
				List.of(pathOption, path(libraries()), "-d", classes().toString(), "-Xlint:all", "-proc:none"));
		if (pathOption.equals("--module-path")) {
			// Else the class path of this virtual machine is used, too
			options.addAll(List.of("-classpath", Files.createDirectories(this.directory.resolve("none")).toString()));
		}
		List<Path> files = new ArrayList<>();
		for (Map.Entry<String, String> source : sources.entrySet()) {
			Path file = this.directory.resolve("source").resolve(source.getKey());
			Files.createDirectories(file.getParent());
			files.add(Files.writeString(file, source.getValue()));
		}
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			compiler.getTask(output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files)).call();
		}
		return output.toString();
	}

	// What a child process prints
	private List<String> run(String... options) throws IOException, InterruptedException {
		List<String> command = Stream
			.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
					Arrays.stream(options))
			.toList();
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			process.waitFor();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(() -> read(output)).isZero();
		return read(output).lines().filter((line) -> !line.startsWith("SLF4J")).toList();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException("cannot read what the application has printed", ex);
		}
	}

	private List<Path> withApplication() throws URISyntaxException {
		List<Path> path = new ArrayList<>(libraries());
		path.add(classes());
		return path;
	}

	@Test
	void applicationRunsOnTheClassPath() throws Exception {
		assertThat(compile("-classpath", Map.of("com/acme/Application.java", APPLICATION))).isEmpty();
		assertThat(run("-classpath", path(withApplication()), "com.acme.Application")).containsExactly("task: hello",
				"dump: true", "live: 0", "module: null");
	}

	@Test
	void applicationRunsOnTheModulePath() throws Exception {
		assertThat(
				compile("--module-path", Map.of("module-info.java", MODULE, "com/acme/Application.java", APPLICATION)))
			.isEmpty();
		assertThat(run("--module-path", path(withApplication()), "--module", "com.acme/com.acme.Application"))
			.containsExactly("task: hello", "dump: true", "live: 0", "module: dev.corral");
	}

	@Test
	void modularApplicationSeesNoInternalPackage() throws Exception {
		String source = APPLICATION.replace("import dev.corral.Task;",
				"import dev.corral.internal.engine.DefaultCorral;\n" + "import dev.corral.Task;");
		assertThat(compile("--module-path", Map.of("module-info.java", MODULE, "com/acme/Application.java", source)))
			.contains("dev.corral.internal.engine is not visible", "does not export it");
	}

}
