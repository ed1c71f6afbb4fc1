package dev.corral.benchmarks.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import dev.corral.benchmarks.Dumps;

/**
 * A way to get a dump of a service's tasks into a file.
 *
 * @param name what it is called in a table
 * @param dump writes to an empty file
 */
record DumpWay(String name, Dump dump) {

	private static final String BASELINE = "dumpThreads, JSON";

	private static final String GROUPED_FILE = "grouped text to a file";

	private static final String GROUPED = "grouped text over HTTP";

	/** What has a budget: what is compared with a file, and the same over HTTP. */
	static final Set<String> BUDGETED = Set.of(GROUPED_FILE, GROUPED);

	private static final String TEXT = "text/plain";

	/*-
	 * dumpThreads of JDK 25 can bring the virtual machine down while virtual threads mount
	 * and unmount (JDK-8364343). Here all of them are parked, and stay so.
	 */

	// The baseline is the last
	static List<DumpWay> all(Service service) {
		return List.of(new DumpWay(GROUPED_FILE, (file) -> Dumps.GROUPED.write(service.corral(), file)),
				new DumpWay(GROUPED, (file) -> service.fetch("/actuator/tasks?view=grouped&limit=all", TEXT, file)),
				new DumpWay("full text over HTTP", (file) -> service.fetch("/actuator/tasks?limit=all", TEXT, file)),
				new DumpWay("full JSON over HTTP",
						(file) -> service.fetch("/actuator/tasks?limit=all", "application/json", file)),
				new DumpWay(BASELINE, (file) -> Dumps.JDK.write(service.corral(), file)));
	}

	/**
	 * Dumps once.
	 * @return the size of the dump, whose file is gone again
	 * @throws IOException when it cannot be written
	 * @throws InterruptedException when this thread is interrupted before
	 */
	long run() throws IOException, InterruptedException {
		Path file = Files.createTempFile("dump", ".txt");
		try {
			this.dump.write(file);
			return Files.size(file);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	/** Writes a dump. */
	@FunctionalInterface
	interface Dump {

		void write(Path file) throws IOException, InterruptedException;

	}

}
