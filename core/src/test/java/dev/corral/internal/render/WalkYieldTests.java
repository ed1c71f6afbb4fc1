package dev.corral.internal.render;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.dump.Grouping;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.monitor.TaskFilter;
import dev.corral.testing.DelegatingBackend;

import static org.assertj.core.api.Assertions.assertThat;

/** A walk over many tasks does not keep a carrier to itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WalkYieldTests {

	private static final int TASKS = 1_000;

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger gaveWay = new AtomicInteger();

	private final Corral corral = DefaultCorral.create(CorralConfig.defaults(), new DelegatingBackend() {
		@Override
		public void yieldNow() {
			WalkYieldTests.this.gaveWay.incrementAndGet();
			super.yieldNow();
		}
	});

	@AfterEach
	void close() {
		this.release.countDown();
		this.corral.close();
	}

	private void park() {
		for (int i = 0; i < TASKS; i++) {
			this.corral.launch("parked", this.release::await);
		}
	}

	@Test
	void walksYieldManyTimesButNotAtEveryTask() throws Exception {
		park();
		for (Walk walk : List.<Walk>of((walked) -> walked.monitor().count(TaskFilter.all()),
				(walked) -> walked.dumps().write(TaskFilter.all(), TASKS, Writer.nullWriter()),
				(walked) -> walked.dumps().groups(TaskFilter.all(), Grouping.EXACT))) {
			this.gaveWay.set(0);
			walk.over(this.corral);
			assertThat(this.gaveWay).hasValueBetween(TASKS / 100, TASKS / 10);
		}
	}

	@Test
	void tasksRunWhileEveryCarrierHasAWalk() throws Exception {
		park();
		CountDownLatch ran = new CountDownLatch(1);
		int carriers = Runtime.getRuntime().availableProcessors();
		CountDownLatch walking = new CountDownLatch(carriers);
		List<Thread> walkers = new ArrayList<>();
		for (int i = 0; i < carriers; i++) {
			walkers.add(Thread.startVirtualThread(() -> {
				walking.countDown();
				while (ran.getCount() > 0) {
					this.corral.monitor().count(TaskFilter.all());
				}
			}));
		}
		walking.await();
		Task<?> task = this.corral.launch("runs", ran::countDown);
		task.join();
		for (Thread walker : walkers) {
			walker.join();
		}
		assertThat(ran.getCount()).isZero();
	}

	/** Walks over all tasks. */
	private interface Walk {

		void over(Corral corral) throws Exception;

	}

}
