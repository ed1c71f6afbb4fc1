package dev.corral.spring.boot.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.CorralConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** The memory that a response about very many tasks holds while it is read. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamedMemoryTests {

	private static final int TASKS = 100_000;

	/** Far less than was read until then, and less than 100 bytes a task. */
	private static final long HELD = 8L << 20;

	private static final long READ = 60L << 20;

	private final CountDownLatch release = new CountDownLatch(1);

	private final Corral corral = Corral
		.create(CorralConfig.defaults().withMaxLive(0).withShutdownTimeout(Duration.ofMinutes(1)));

	private final ReadSide launcher = new ReadSide(this.corral.monitor(), this.corral.dumps());

	@BeforeEach
	void launch() {
		for (int i = 0; i < TASKS; i++) {
			this.corral.launch("parked", this.release::await);
		}
		while (this.corral.counts().live() < TASKS) {
			Thread.onSpinWait();
		}
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.corral.close();
	}

	@Test
	void ofJsonAndTextNoTaskIsHeldThatIsWrittenOrStillToBe() throws IOException {
		check(new JsonResponses(this.launcher, JsonMapper.shared()), "\"shown\":" + TASKS + "}");
		check(new TextResponses(this.launcher), "shown 100 000 of 100 000\n");
	}

	private void check(Responses format, String end) throws IOException {
		TasksQuery query = TasksQuery
			.parse(new TasksQuery.Parameters(null, null, null, null, null, null, null, "all", null));
		long before = used();
		try (InputStream stream = new StreamedResponses(this.launcher, new DumpPermits(1, System::nanoTime))
			.prepare(query, format)
			.apply(() -> {
			})) {
			byte[] buffer = new byte[4096];
			long read = 0;
			while (read < READ) {
				int some = stream.read(buffer);
				assertThat(some).as("bytes after %d", read).isPositive();
				read += some;
			}
			assertThat(used() - before).as("bytes held").isLessThan(HELD);
			byte[] last = {};
			for (int some = stream.read(buffer); some != -1; some = stream.read(buffer)) {
				last = Arrays.copyOf(buffer, some);
			}
			assertThat(new String(last, StandardCharsets.UTF_8)).endsWith(end);
		}
	}

	private static long used() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
