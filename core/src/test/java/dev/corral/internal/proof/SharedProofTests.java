package dev.corral.internal.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.RecentLeak;
import dev.corral.testing.DelegatingBackend;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Many that ask for proofs at a time do not have many collections made. */
@Tag("proof")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedProofTests {

	private static final int LEAKS = 5;

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger collections = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private final Corral corral = DefaultCorral.create(
			CorralConfig.defaults().withProveUnreachable(true).withShutdownTimeout(Duration.ZERO),
			new DelegatingBackend() {
				@Override
				public void collectGarbage() {
					SharedProofTests.this.collections.incrementAndGet();
					if (SharedProofTests.this.failures.getAndDecrement() > 0) {
						throw new IllegalStateException("planted");
					}
					try {
						SharedProofTests.this.release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					super.collectGarbage();
				}
			});

	@AfterEach
	void close() {
		this.release.countDown();
		this.corral.close();
	}

	@Test
	void thoseThatAskWhileACollectionRunsShareTheNextAndHearOfWhatItProved() throws Exception {
		for (int i = 0; i < LEAKS; i++) {
			leak();
		}
		List<FutureTask<List<RecentLeak>>> answers = new ArrayList<>();
		List<Thread> callers = new ArrayList<>();
		callers.add(ask(answers));
		Engine.until(() -> this.collections.get() == 1);
		for (int i = 0; i < 10; i++) {
			callers.add(ask(answers));
		}
		Engine.until(() -> callers.stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING));
		this.release.countDown();
		for (FutureTask<List<RecentLeak>> answer : answers) {
			assertThat(answer.get()).hasSize(LEAKS);
		}
		assertThat(this.collections).hasValue(2);
	}

	private void leak() {
		Task<?> task = this.corral.launch("leaky", () -> new CountDownLatch(1).await());
		Engine.until(() -> {
			Thread thread = ((SupervisedTask<?>) task).thread;
			return thread != null && thread.getState() == Thread.State.WAITING;
		});
	}

	private Thread ask(List<FutureTask<List<RecentLeak>>> answers) {
		FutureTask<List<RecentLeak>> answer = new FutureTask<>(this.corral.monitor()::proveUnreachable);
		answers.add(answer);
		return Thread.ofPlatform().start(answer);
	}

	// A broken one proves nothing for those that wait
	@Test
	void collectionThatIsBrokenOffIsMadeAnew() throws Exception {
		this.release.countDown();
		this.failures.set(1);
		assertThatIllegalStateException().isThrownBy(this.corral.monitor()::proveUnreachable);
		leak();
		assertThat(this.corral.monitor().proveUnreachable()).hasSize(1);
	}

}
