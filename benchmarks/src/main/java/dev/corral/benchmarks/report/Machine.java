package dev.corral.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * Where it was measured.
 *
 * @param cores how many the virtual machine sees
 * @param cpu the processor's model, as Linux names it
 * @param memoryGib the memory in GiB, rounded
 * @param os the operating system
 * @param jdk the virtual machine
 */
public record Machine(int cores, String cpu, long memoryGib, String os, String jdk) {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	/**
	 * This machine.
	 * @return what is known of it
	 */
	public static Machine current() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return new Machine(Runtime.getRuntime().availableProcessors(), cpuModel(),
				Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
				System.getProperty("os.name") + " " + System.getProperty("os.arch"),
				System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
	}

	private static String cpuModel() {
		try (Stream<String> lines = Files.lines(CPU_INFO)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
