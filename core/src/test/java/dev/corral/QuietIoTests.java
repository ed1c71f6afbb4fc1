package dev.corral;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.corral.monitor.Panic;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tasks that are cancelled, timed out, or fail with their scope while they join or sit in
 * I/O: in real time, with real sockets, channels, files, pipes and processes.
 * {@code -Dcorral.quiet.tasks=10000} tries more. Each is ended at any moment after it has
 * begun.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuietIoTests {

	private static final int TASKS = Integer.getInteger("corral.quiet.tasks", 300);

	private static final Duration SOON = Duration.ofMillis(30);

	private final List<Panic> panics = new ArrayList<>();

	private final LogOfCorral log = new LogOfCorral();

	private final Corral corral = Corral
		.create(CorralConfig.defaults().withMaxLive(0).withRecoveryHandlers(List.of((panic) -> {
			synchronized (this.panics) {
				this.panics.add(panic);
			}
		})));

	private final HttpClient client = HttpClient.newHttpClient();

	/** Accepts connections in its backlog, and never says anything. */
	private ServerSocket mute;

	private Path file;

	/** Open when all tasks that were to be ended have settled. */
	private final CountDownLatch ended = new CountDownLatch(1);

	private int processes;

	@BeforeEach
	void open(@TempDir Path directory) throws IOException {
		this.file = Files.write(directory.resolve("file"), new byte[1]);
		this.mute = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.mute.close();
		this.corral.close();
		this.log.close();
	}

	private Map<String, TaskBody> bodies() {
		Map<String, TaskBody> bodies = new LinkedHashMap<>();
		bodies.put("joins-own-scope", () -> {
			try (CancellationScope scope = this.corral.openScope("own")) {
				scope.launch("child", new CountDownLatch(1)::await);
				scope.join();
			}
		});
		bodies.put("joins-a-child", () -> this.corral.launch("child", this.ended::await).join());
		bodies.put("joins-a-grandchild", () -> {
			try (CancellationScope scope = this.corral.openScope("own")) {
				Task<?> child = scope.launch("child", () -> {
					try (CancellationScope inner = this.corral.openScope("inner")) {
						inner.launch("grandchild", new CountDownLatch(1)::await);
						inner.join();
					}
				});
				child.get();
			}
		});
		bodies.put("waits-for-a-future",
				() -> this.corral.launch("child", this.ended::await).toCompletableFuture().get());
		bodies.put("reads-a-socket", () -> {
			try (Socket socket = new Socket(this.mute.getInetAddress(), this.mute.getLocalPort())) {
				socket.getInputStream().read();
			}
		});
		bodies.put("reads-a-channel", () -> {
			try (SocketChannel channel = SocketChannel
				.open(new InetSocketAddress(this.mute.getInetAddress(), this.mute.getLocalPort()))) {
				channel.read(ByteBuffer.allocate(1));
			}
		});
		bodies.put("reads-a-pipe", () -> {
			Pipe pipe = Pipe.open();
			try (Pipe.SourceChannel source = pipe.source()) {
				source.read(ByteBuffer.allocate(1));
			}
			finally {
				pipe.sink().close();
			}
		});
		bodies.put("reads-a-file", () -> {
			try (FileChannel channel = FileChannel.open(this.file)) {
				while (channel.read(ByteBuffer.allocate(1), 0) == 1) {
					LockSupport.parkNanos(1);
				}
			}
		});
		bodies.put("writes-a-file", () -> {
			try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
				while (channel.write(ByteBuffer.allocate(1), 0) == 1) {
					LockSupport.parkNanos(1);
				}
			}
		});
		bodies.put("waits-for-a-process", () -> {
			Process process = new ProcessBuilder("sleep", "60").start();
			try {
				process.waitFor();
			}
			finally {
				process.destroyForcibly();
			}
		});
		bodies.put("calls-http-url-connection", () -> {
			HttpURLConnection connection = (HttpURLConnection) uri().toURL().openConnection();
			connection.getResponseCode();
		});
		bodies.put("calls-http-client",
				() -> this.client.send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.discarding()));
		bodies.put("restores-the-flag", () -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("interrupted");
			}
		});
		return bodies;
	}

	private URI uri() {
		return URI.create("http://localhost:" + this.mute.getLocalPort());
	}

	@Test
	void tasksThatAreEndedInJoinsAndInIoAreQuiet() throws Exception {
		List<Map.Entry<String, TaskBody>> bodies = List.copyOf(bodies().entrySet());
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < TASKS; i++) {
			Map.Entry<String, TaskBody> body = bodies.get(i % bodies.size());
			if ("waits-for-a-process".equals(body.getKey()) && this.processes++ > 50) {
				continue;
			}
			CountDownLatch begun = new CountDownLatch(1);
			TaskBody noted = () -> {
				begun.countDown();
				body.getValue().run();
			};
			switch (i / bodies.size() % 3) {
				case 0 -> tasks.add(this.corral.task(body.getKey()).timeout(SOON).launch(noted));
				case 1 -> {
					Task<?> task = this.corral.task(body.getKey()).launch(noted);
					tasks.add(task);
					this.corral.launch("cancels", () -> {
						begun.await();
						task.cancel("enough");
					});
				}
				default -> tasks.add(this.corral.launch("scope", () -> {
					try (CancellationScope scope = this.corral.openScope("fails")) {
						scope.task(body.getKey()).launch(noted);
						scope.task("fails").expects(IOException.class).launch(() -> {
							begun.await();
							throw new IOException("planted");
						});
						assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
							.withCauseInstanceOf(IOException.class);
					}
				}));
			}
		}
		Engine.until(() -> tasks.stream().allMatch((task) -> task.status().isSettled()));
		this.ended.countDown();
		Engine.until(() -> this.corral.counts().launched() == this.corral.counts().settled());
		assertThat(this.panics).isEmpty();
		assertThat(this.corral.counts().panicked()).isZero();
		assertThat(this.log.messages(Level.ERROR)).isEmpty();
	}

	@Test
	void loopsThatNeverLookAndThenFailAreLatePanics() {
		int loops = TASKS / 10;
		for (int i = 0; i < loops; i++) {
			this.corral.task("loops").timeout(SOON).launch(() -> {
				while (!TaskContext.current().isCancelled()) {
					Thread.onSpinWait();
				}
				throw new NullPointerException("planted");
			});
		}
		Engine.until(() -> this.corral.counts().settled() == loops);
		assertThat(this.corral.counts().panicked()).isEqualTo(loops);
		assertThat(this.panics).hasSize(loops).allMatch(Panic::late);
	}

	@Test
	void failuresOfTheirOwnAreAllCountedAndNoneTwice() {
		int failures = 0;
		for (int i = 0; i < TASKS; i++) {
			int kind = i % 3;
			Task<?> child = this.corral.launch("child", () -> {
				throw new IllegalStateException("planted");
			});
			failures++;
			this.corral.launch("parent", () -> {
				switch (kind) {
					case 0 -> child.join();
					case 1 -> child.toCompletableFuture().join();
					default -> child.get();
				}
			});
		}
		long expected = failures;
		Engine.until(() -> this.corral.counts().settled() == 2 * expected);
		assertThat(this.corral.counts().panicked()).isEqualTo(expected);
		assertThat(this.panics).hasSize((int) expected);
	}

}
