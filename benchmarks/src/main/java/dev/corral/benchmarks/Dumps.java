package dev.corral.benchmarks;

import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;

import dev.corral.Corral;
import dev.corral.dump.Grouping;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroups;

/** The ways to dump what is live to a file. */
public enum Dumps {

	/** Every stack taken, equal ones in one block. */
	GROUPED {
		@Override
		public void write(Corral corral, Path file) throws IOException {
			grouped(corral, Grouping.EXACT, file);
		}
	},

	/** One stack a group. */
	SAMPLED {
		@Override
		public void write(Corral corral, Path file) throws IOException {
			grouped(corral, Grouping.SAMPLED, file);
		}
	},

	/** A block a task. */
	FULL {
		@Override
		public void write(Corral corral, Path file) throws IOException {
			all(corral, TaskFilter.all(), file);
		}
	},

	/** A block a task, without its stack. */
	STACKLESS {
		@Override
		public void write(Corral corral, Path file) throws IOException {
			all(corral, TaskFilter.all().withStacks(false), file);
		}
	},

	/** The JDK's own, in JSON, of every thread; it wants to create the file itself. */
	JDK {
		@Override
		public void write(Corral corral, Path file) throws IOException {
			Files.delete(file);
			ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
				.dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
		}
	};

	/**
	 * Dumps.
	 * @param corral whose tasks
	 * @param file an empty file
	 * @throws IOException when it cannot be written
	 */
	public abstract void write(Corral corral, Path file) throws IOException;

	private static void grouped(Corral corral, Grouping grouping, Path file) throws IOException {
		try (Writer out = Files.newBufferedWriter(file)) {
			corral.dumps().writeGrouped(TaskFilter.all(), grouping, TaskGroups.MAX_GROUPS, out);
		}
	}

	private static void all(Corral corral, TaskFilter filter, Path file) throws IOException {
		try (Writer out = Files.newBufferedWriter(file)) {
			corral.dumps().write(filter, Long.MAX_VALUE, out);
		}
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	// A unit is a dump, whose file is gone again
	Work of(Corral corral) {
		return () -> {
			Path file = Files.createTempFile("dump", ".txt");
			try {
				write(corral, file);
			}
			finally {
				Files.deleteIfExists(file);
			}
			return 1;
		};
	}

}
