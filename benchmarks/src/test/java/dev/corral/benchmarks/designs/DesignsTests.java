package dev.corral.benchmarks.designs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is measured is right: no task is lost or kept, no slot lost or given twice. */
class DesignsTests {

	private static final int TASKS = 20_000;

	private static final int LAUNCHERS = 2;

	/** Between two looks at a condition that nobody signals. */
	private static final long PAUSE_NANOS = 100_000;

	private final ExecutorService launchers = Executors.newFixedThreadPool(LAUNCHERS);

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.end.countDown();
		this.launchers.close();
	}

	// Each launching thread does the same; what they return is added
	private int together(Callable<Integer> launcher) throws Exception {
		int sum = 0;
		for (Future<Integer> result : this.launchers.invokeAll(List.of(launcher, launcher))) {
			sum += result.get();
		}
		return sum;
	}

	private static int insist(Design design, int tasks, Runnable body) {
		return insist(design, tasks, body, () -> {
		});
	}

	// Launches so many, however often each is refused; returns how often that was
	private static int insist(Design design, int tasks, Runnable body, Runnable onRefusal) {
		int refused = 0;
		for (int i = 0; i < tasks; i++) {
			while (!design.launch(body)) {
				refused++;
				onRefusal.run();
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
		return refused;
	}

	// A body of its own, so that its task is known by it
	private Runnable parked() {
		return new Runnable() {

			@Override
			public void run() {
				await(DesignsTests.this.end);
			}

		};
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void assertEmpty(Design design) {
		long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (design.taken() > 0 && System.nanoTime() < until) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		assertThat(design.taken()).isZero();
		assertThat(design.live()).isZero();
		assertThat(design.tasks()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void everyTaskRunsOnceAndLeavesBelowTheLimit(Designs which) throws Exception {
		int limit = 64;
		Design design = which.create(limit);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger ran = new AtomicInteger();
		CountDownLatch refusal = new CountDownLatch(1);
		int refused = together(() -> insist(design, TASKS / LAUNCHERS, () -> {
			await(refusal);
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			ran.incrementAndGet();
			running.decrementAndGet();
		}, refusal::countDown));
		assertEmpty(design);
		assertThat(ran).hasValue(TASKS);
		assertThat(most.get()).isLessThanOrEqualTo(limit);
		assertThat(refused).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void launchIsRefusedExactlyWhenTheLimitIsReached(Designs which) throws Exception {
		int limit = 1_000;
		Design design = which.create(limit);
		int launched = together(() -> {
			int count = 0;
			while (design.launch(parked())) {
				count++;
			}
			return count;
		});
		assertThat(launched).isEqualTo(limit);
		assertThat(design.live()).isEqualTo(limit);
		assertThat(design.taken()).isEqualTo(limit);
		assertThat(together(() -> design.launch(parked()) ? 0 : 1)).isEqualTo(LAUNCHERS);
		this.end.countDown();
		assertEmpty(design);
		assertThat(together(() -> insist(design, limit / LAUNCHERS, () -> {
		}))).isZero();
		assertEmpty(design);
	}

	@ParameterizedTest
	@EnumSource
	void parkedTasksAreFoundAmongThoseThatComeAndGo(Designs which) throws Exception {
		int every = 20;
		int limit = TASKS / every + 512;
		Design design = which.create(limit);
		List<Runnable> parked = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(TASKS);
		together(() -> {
			int refused = 0;
			for (int i = 0; i < TASKS / LAUNCHERS / every; i++) {
				refused += insist(design, every, done::countDown);
				Runnable body = parked();
				refused += insist(design, 1, body);
				synchronized (parked) {
					parked.add(body);
				}
			}
			return refused;
		});
		done.await();
		long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (design.live() > parked.size() && System.nanoTime() < until) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		assertThat(design.live()).isEqualTo(parked.size());
		assertThat(design.taken()).isEqualTo(parked.size());
		if (which.isRegistry()) {
			assertThat(design.tasks()).extracting(DesignTask::body).containsExactlyInAnyOrderElementsOf(parked);
		}
		this.end.countDown();
		assertEmpty(design);
	}

}
