package dev.corral.monitoring.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that listens on a port of the loopback interface which its log tells; ended
 * with the test.
 */
final class Service implements AutoCloseable {

	private static final int PATIENCE = 10;

	private final Process process;

	private final Path log;

	private final Pattern port;

	/**
	 * Starts a process.
	 * @param folder where it runs
	 * @param log the file into which it logs
	 * @param port what its log says once it listens; the first group is the port
	 * @param command the program and its arguments
	 */
	Service(Path folder, Path log, Pattern port, List<String> command) throws IOException {
		this.log = log;
		this.port = port;
		this.process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
	}

	/** Waits until it listens. */
	int awaitPort() {
		Await.until("port in " + this.log, () -> portInLog() > 0);
		return portInLog();
	}

	private int portInLog() {
		try {
			String logged = Files.readString(this.log);
			if (!this.process.isAlive()) {
				throw new IllegalStateException("it has ended: " + logged);
			}
			Matcher matcher = this.port.matcher(logged);
			return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			this.process.waitFor(PATIENCE, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.process.destroyForcibly();
		}
	}

}
