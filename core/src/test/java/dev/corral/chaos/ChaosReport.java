package dev.corral.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Writes a line for every case that has ended, so that runs can be compared. */
final class ChaosReport {

	private static final Path FILE = Path.of("target", "chaos.txt");

	private static final int LONGEST_REASON = 300;

	private final long begun = System.nanoTime();

	private int held;

	private int failed;

	synchronized void held(ChaosCase item) {
		this.held++;
		append(item + ": held");
	}

	synchronized void failed(ChaosCase item, String reason) {
		this.failed++;
		String line = reason.replaceAll("\\p{Cntrl}+", " ");
		append(item + ": FAILED " + line.substring(0, Math.min(LONGEST_REASON, line.length())));
	}

	synchronized void summary() {
		append("# " + (this.held + this.failed) + " in one virtual machine: " + this.held + " held, " + this.failed
				+ " failed, " + Duration.ofNanos(System.nanoTime() - this.begun).toSeconds() + " s");
	}

	private static void append(String line) {
		try {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
