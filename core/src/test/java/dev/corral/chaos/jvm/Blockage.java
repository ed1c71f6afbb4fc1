package dev.corral.chaos.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Where many tasks hang in calls of the JDK, each in one of its own. */
interface Blockage extends AutoCloseable {

	/**
	 * Hangs until this is closed.
	 * @param number of the task, from 0
	 */
	void enter(int number) throws IOException;

	@Override
	void close() throws IOException;

	// Whether the JDK adds no carrier for one that is held here
	default boolean holdsCarriers() {
		return false;
	}

	private static Path folder() throws IOException {
		return Files.createTempDirectory("corral-blockage");
	}

	private static Path file(Path folder, int number) {
		return folder.resolve("file-" + number);
	}

	private static void delete(Path folder, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			Files.deleteIfExists(file(folder, i));
		}
		Files.deleteIfExists(folder);
	}

	/** Locks of files that another process holds. */
	final class FileLocks implements Blockage {

		private final int count;

		private final Path folder;

		private final Process holder;

		FileLocks(int count) throws IOException {
			this.count = count;
			this.folder = Blockage.folder();
			this.holder = LockHolder.start(this.folder, count);
		}

		@Override
		public void enter(int number) throws IOException {
			try (FileChannel channel = LockHolder.open(file(this.folder, number))) {
				channel.lock();
			}
		}

		@Override
		public void close() throws IOException {
			this.holder.destroyForcibly().onExit().join();
			delete(this.folder, this.count);
		}

	}

	/** Reads from named pipes that nobody writes to. */
	final class NamedPipes implements Blockage {

		private final int count;

		private final Path folder;

		NamedPipes(int count) throws IOException, InterruptedException {
			this.count = count;
			this.folder = Blockage.folder();
			List<String> command = new ArrayList<>(List.of("mkfifo"));
			for (int i = 0; i < count; i++) {
				command.add(file(this.folder, i).toString());
			}
			int code = new ProcessBuilder(command).inheritIO().start().waitFor();
			if (code != 0) {
				throw new IllegalStateException("mkfifo exited with " + code);
			}
		}

		@Override
		public void enter(int number) throws IOException {
			try (FileChannel channel = open(number)) {
				channel.read(ByteBuffer.allocate(1));
			}
		}

		// Opened for both, so that it never waits for the other end
		private FileChannel open(int number) throws IOException {
			return FileChannel.open(file(this.folder, number), StandardOpenOption.READ, StandardOpenOption.WRITE);
		}

		@Override
		public boolean holdsCarriers() {
			return true;
		}

		@Override
		public void close() throws IOException {
			for (int i = 0; i < this.count; i++) {
				try (FileChannel channel = open(i)) {
					channel.write(ByteBuffer.allocate(1));
				}
			}
			delete(this.folder, this.count);
		}

	}

	/** Reads from pipes within this process that nobody writes to. */
	final class Pipes implements Blockage {

		private final List<Pipe> pipes = new ArrayList<>();

		Pipes(int count) throws IOException {
			for (int i = 0; i < count; i++) {
				this.pipes.add(Pipe.open());
			}
		}

		@Override
		public void enter(int number) throws IOException {
			this.pipes.get(number).source().read(ByteBuffer.allocate(1));
		}

		@Override
		public void close() throws IOException {
			for (Pipe pipe : this.pipes) {
				pipe.sink().close();
			}
		}

	}

}
