package dev.corral.chaos.jvm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Holds the locks of files until its input ends, as it does when its parent ends. */
final class LockHolder {

	private static final String READY = "ready";

	private LockHolder() {
	}

	public static void main(String[] args) throws IOException {
		List<FileChannel> held = new ArrayList<>();
		Path folder = Path.of(args[0]);
		for (int i = 0; i < Integer.parseInt(args[1]); i++) {
			FileChannel channel = open(folder.resolve("file-" + i));
			channel.lock();
			held.add(channel);
		}
		System.out.println(READY + ' ' + held.size());
		while (System.in.read() != -1) {
			// Goes on
		}
		Runtime.getRuntime().halt(0);
	}

	static FileChannel open(Path file) throws IOException {
		return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	/**
	 * Starts a process that holds locks.
	 * @param folder where the files are
	 * @param count how many files
	 * @return the process, which holds them all
	 */
	static Process start(Path folder, int count) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), LockHolder.class.getName(), folder.toString(),
				Integer.toString(count))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String line = process.inputReader().readLine();
		if (line == null || !line.startsWith(READY)) {
			process.destroyForcibly();
			throw new IllegalStateException("the process that is to hold the locks said " + line);
		}
		return process;
	}

}
