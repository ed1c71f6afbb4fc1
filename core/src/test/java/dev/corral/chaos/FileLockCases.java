package dev.corral.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;

/**
 * Tasks that block in JDK calls. On some JDK versions the interrupt of such a thread does
 * not return. Neither callers nor siblings wait for it.
 */
final class FileLockCases {

	private static final int BLOCKED = 4;

	private static final int MANY = 24;

	private static final int SIBLINGS = 8;

	private FileLockCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.concat(Stream.of(CancelWay.values()).map((way) -> locks(way, BLOCKED, false)),
				Stream.of(locks(CancelWay.SCOPE_CLOSE, BLOCKED, true), locks(CancelWay.TASK_TIMEOUT, MANY, false),
						named("named-pipe", CancelWay.SCOPE_CLOSE), named("named-pipe", CancelWay.TASK_TIMEOUT),
						pipe(CancelWay.SCOPE_CLOSE), pipe(CancelWay.LAUNCHER_CLOSE)));
	}

	private static ChaosCase locks(CancelWay way, int count, boolean platform) {
		String where = count + "-file-locks" + (platform ? "-on-platform-threads" : "");
		return new ChaosCase(name(where, way), (chaos) -> {
			List<Path> files = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				Path file = Files.createTempFile("chaos", ".lock");
				files.add(file);
				chaos.onRelease(() -> delete(file));
			}
			LockHolder holder = LockHolder.lock(files);
			chaos.onRelease(holder::close);
			play(chaos, way, platform, files.stream().map(FileLockCases::locking).toList());
		});
	}

	private static TaskBody locking(Path file) {
		return () -> {
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
					FileLock lock = channel.lock()) {
				if (!lock.isValid()) {
					throw new IllegalStateException("the lock is not valid");
				}
			}
		};
	}

	// Opened for writing too, so that the open does not block and the read never ends. A
	// virtual thread pins its carrier while it reads, so only one task does
	private static ChaosCase named(String what, CancelWay way) {
		return new ChaosCase(name(what, way), (chaos) -> {
			Path fifo = Files.createTempDirectory("chaos").resolve("fifo");
			Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
			if (!made.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS) || made.exitValue() != 0) {
				throw new AssertionError("mkfifo does not work here");
			}
			FileChannel writer = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
			chaos.onRelease(() -> {
				write(writer);
				delete(fifo);
			});
			TaskBody reading = () -> {
				try (FileChannel channel = FileChannel.open(fifo, StandardOpenOption.READ)) {
					channel.read(ByteBuffer.allocate(1));
				}
			};
			play(chaos, way, Runtime.getRuntime().availableProcessors() == 1, List.of(reading));
		});
	}

	private static ChaosCase pipe(CancelWay way) {
		return new ChaosCase(name("nio-pipe", way), (chaos) -> {
			List<TaskBody> bodies = new ArrayList<>();
			for (int i = 0; i < BLOCKED; i++) {
				Pipe pipe = Pipe.open();
				chaos.onRelease(() -> close(pipe));
				bodies.add(() -> pipe.source().read(ByteBuffer.allocate(1)));
			}
			play(chaos, way, false, bodies);
		});
	}

	private static void play(Chaos chaos, CancelWay way, boolean platform, List<TaskBody> bodies) throws Exception {
		chaos.open();
		CancellationScope scope = chaos.corral().openScope("hostile", way.configure(ScopeConfig.supervise()));
		List<Task<?>> blocked = new ArrayList<>();
		for (TaskBody body : bodies) {
			TaskSpec spec = way.configure(scope.task("blocked"));
			blocked.add(chaos.running(platform ? spec.onPlatformThread() : spec, body));
		}
		List<Task<?>> siblings = new ArrayList<>();
		CountDownLatch begun = new CountDownLatch(SIBLINGS);
		for (int i = 0; i < SIBLINGS; i++) {
			siblings.add(way.configure(scope.task("sibling")).launch(() -> {
				begun.countDown();
				chaos.park();
			}));
		}
		Await.until("the siblings run", () -> begun.getCount() == 0 || siblings.stream().allMatch(Task::isDone));
		way.cancel(chaos, scope, Stream.of(blocked, siblings).<Task<?>>flatMap(List::stream).toList());
		for (Task<?> sibling : siblings) {
			Await.until(() -> "every sibling is interrupted, one is " + sibling.status(),
					() -> sibling.status().isSettled());
		}
		Await.until("the outcomes are decided", () -> blocked.stream().allMatch(Task::isDone));
		if (way != CancelWay.LAUNCHER_CLOSE) {
			chaos.othersGoOn();
			for (Task<?> task : blocked) {
				Await.until(() -> "a task that is not interrupted is OVERDUE, it is " + task.status(),
						() -> task.status().isSettled() || chaos.isOverdue(task));
			}
		}
		chaos.release();
		chaos.withinTheGrace("scope.close()", scope::close);
	}

	private static String name(String what, CancelWay way) {
		return ("interrupt/" + what + "/" + way).toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			// The file stays in the temporary directory
		}
	}

	private static void write(FileChannel channel) {
		try (channel) {
			channel.write(ByteBuffer.allocate(1));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void close(Pipe pipe) {
		try {
			pipe.sink().close();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
