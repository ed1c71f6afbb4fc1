package dev.corral.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Another process that locks files and holds the locks until it is closed. */
final class LockHolder implements AutoCloseable {

	private final Process process;

	private LockHolder(Process process) {
		this.process = process;
	}

	static LockHolder lock(List<Path> files) throws IOException, URISyntaxException {
		Path classes = Path
			.of(Objects.requireNonNull(LockHolder.class.getProtectionDomain().getCodeSource()).getLocation().toURI());
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx32m", "-cp", classes.toString(), LockHolder.class.getName()));
		files.forEach((file) -> command.add(file.toString()));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		if (process.getInputStream().read() != 'L') {
			process.destroyForcibly();
			throw new AssertionError("the other process could not lock " + files);
		}
		return new LockHolder(process);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] files) throws IOException {
		List<FileLock> held = new ArrayList<>();
		for (String file : files) {
			held.add(FileChannel.open(Path.of(file), StandardOpenOption.WRITE).lock());
		}
		System.out.print("L");
		System.out.flush();
		InputStream input = System.in;
		if (input.read() >= 0 || held.isEmpty()) {
			throw new IllegalStateException("nothing was to be said");
		}
	}

}
