package dev.corral.benchmarks.endpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.corral.benchmarks.Parked;

import static org.assertj.core.api.Assertions.assertThat;

/** Every way that is compared dumps every task, and the run tells of all of them. */
class DumpsRunTests {

	private static final int TASKS = 600;

	@Test
	void everyWayDumpsEveryTask(@TempDir Path folder) throws Exception {
		try (Service service = Service.start()) {
			Parked parked = Parked.tasks(service.corral(), TASKS);
			for (DumpWay way : DumpWay.all(service)) {
				Path file = Files.createFile(folder.resolve(way.name()));
				way.dump().write(file);
				assertThat(tasksIn(Files.readString(file))).as(way.name()).isEqualTo(TASKS);
			}
			parked.release(service.corral());
		}
	}

	// A task alone and one of a group stand for themselves, a group says how many it has
	private static int tasksIn(String dump) {
		if (dump.startsWith("{")) {
			return dump.split("\"name\": ?\"parked-", -1).length - 1;
		}
		return dump.lines()
			.filter((line) -> line.contains("\"parked-") && !line.startsWith("launched by"))
			.mapToInt((line) -> line.contains(" tasks \"") ? Integer.parseInt(line.substring(0, line.indexOf(' '))) : 1)
			.sum();
	}

	@Test
	void runHasARowForEachWayAndAVerdictOnTheHeap() throws Exception {
		List<String> lines = DumpsRun.run(List.of(20, 30), 0).text().lines().toList();
		assertThat(lines).filteredOn((line) -> line.contains("over HTTP |")).hasSize(2 * 3);
		assertThat(lines).filteredOn((line) -> line.startsWith("| dumpThreads")).hasSize(2);
		assertThat(lines).filteredOn((line) -> line.startsWith("- MiB that the live heap grew by"))
			.hasSize(2 * 4)
			.allMatch((line) -> line.endsWith("PASS"));
	}

}
