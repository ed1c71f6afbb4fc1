package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a further virtual machine, of this one's kind and with its classes. */
public final class JavaCommand {

	private static final String PREVIEW = "--enable-preview";

	private JavaCommand() {
	}

	/**
	 * Makes one.
	 * @param options of the virtual machine, without the class path
	 * @param program has the main method
	 * @param args its arguments
	 * @return the command, word by word
	 */
	public static List<String> of(List<String> options, Class<?> program, String... args) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains(PREVIEW)) {
			command.add(PREVIEW);
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(args));
		return command;
	}

}
