package dev.corral.chaos.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program and the virtual machine it runs in.
 *
 * @param name what the case is called
 * @param program the class with the main method
 * @param limit how long it may take
 * @param addressSpace how much address space it gets in MiB, zero for no limit
 * @param options options of the virtual machine, system properties among them
 */
record ChildJvm(String name, Class<?> program, Duration limit, int addressSpace, List<String> options) {

	/** How long before its limit the program itself gives up and shows where it hangs. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(5);

	ChildJvm(String name, Class<?> program, Duration limit, String... options) {
		this(name, program, limit, 0, List.of(options));
	}

	ChildJvm with(String... more) {
		List<String> all = new ArrayList<>(this.options);
		all.addAll(List.of(more));
		return new ChildJvm(this.name, this.program, this.limit, this.addressSpace, all);
	}

	/**
	 * Runs the program to its end, or to its limit.
	 * @param output the file that gets what it prints
	 * @return how it ended
	 */
	Result run(Path output) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true)
			.redirectOutput(output.toFile());
		// Else the allocator takes address space for every thread
		builder.environment().put("MALLOC_ARENA_MAX", "2");
		Process process = builder.start();
		try {
			process.getOutputStream().close();
			boolean ended = process.waitFor(this.limit.toSeconds(), TimeUnit.SECONDS);
			return new Result(ended ? process.exitValue() : -1, Files.readAllLines(output));
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		if (this.addressSpace > 0) {
			command.addAll(List.of("bash", "-c", "ulimit -v " + this.addressSpace * 1024L + " && exec \"$@\"", "bash"));
		}
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", classPath(), "-Dcorral.chaos.limit=" + this.limit.minus(LAST_WORDS).toSeconds()));
		command.add("-Dcorral.chaos.slack=" + Program.SLACK);
		command.addAll(this.options);
		command.add(this.program.getName());
		return command;
	}

	// Without a logger that has locks of its own
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Files.isDirectory(Path.of(entry)) || entry.contains("slf4j-api"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * How a program ended.
	 *
	 * @param code its exit code, negative when it had to be ended
	 * @param lines what it printed
	 */
	record Result(int code, List<String> lines) {

		/** How much of it is shown. */
		private static final int LAST_LINES = 200;

		boolean held() {
			return this.code == 0;
		}

		List<String> parts() {
			return startingWith(Program.CASE);
		}

		String reason() {
			if (this.code < 0) {
				return "it did not end in time";
			}
			List<String> faults = startingWith(Program.FAULT);
			return faults.isEmpty() ? "it exited with " + this.code : faults.getFirst();
		}

		private List<String> startingWith(String start) {
			return this.lines.stream()
				.filter((line) -> line.startsWith(start))
				.map((line) -> line.substring(start.length()))
				.toList();
		}

		String text() {
			return String.join("\n",
					this.lines.subList(Math.max(0, this.lines.size() - LAST_LINES), this.lines.size()));
		}

	}

}
