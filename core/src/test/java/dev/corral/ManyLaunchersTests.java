package dev.corral;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.Engine;
import dev.corral.testing.UsedHeap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launchers that are created, used and closed, one after the other, leave nothing behind.
 * By default a hundred; {@code -Dcorral.launchers=10000} is the long form.
 */
@Timeout(value = 1800, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyLaunchersTests {

	private static final int LAUNCHERS = Integer.getInteger("corral.launchers", 100);

	/** What one launcher may leave on the heap: no object of its own. */
	private static final long BYTES = 16;

	/** What measurements differ by. */
	private static final long NOISE = 2 * 1024 * 1024;

	@Test
	void neitherHeapNorThreadsGrow() throws Exception {
		long helpers = helpers();
		createAndClose(LAUNCHERS / 10);
		Engine.until(() -> helpers() <= helpers);
		long before = UsedHeap.bytes();
		List<WeakReference<Corral>> closed = createAndClose(LAUNCHERS);
		Engine.until(() -> helpers() <= helpers);
		Engine.until(() -> {
			System.gc();
			return closed.stream().allMatch((launcher) -> launcher.refersTo(null));
		});
		closed.clear();
		assertThat(UsedHeap.bytes() - before).isLessThan(LAUNCHERS * BYTES + NOISE);
	}

	private static List<WeakReference<Corral>> createAndClose(int number) throws Exception {
		List<WeakReference<Corral>> closed = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Corral corral = Corral.create(CorralConfig.defaults());
			use(corral);
			corral.close();
			closed.add(new WeakReference<>(corral));
		}
		return closed;
	}

	private static void use(Corral corral) throws Exception {
		corral.call("called", () -> 1).join();
		corral.task("timed").timeout(Duration.ofHours(1)).launch(() -> {
		}).join();
		try (CancellationScope scope = corral.openScope("scope")) {
			scope.launch("launched", () -> {
			});
			scope.join();
		}
		try (ExecutorService executor = corral.openExecutor("executed")) {
			executor.execute(() -> {
			});
		}
	}

	// Those that serve all launchers end after a second without work
	private static long helpers() {
		return Thread.getAllStackTraces().keySet().stream().filter((it) -> it.getName().startsWith("corral-")).count();
	}

}
