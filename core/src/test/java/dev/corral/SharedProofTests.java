package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Many that ask for proofs at a time do not have many collections made. */
@Tag("proof")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedProofTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger collections = new AtomicInteger();

	private final Corral corral = Corral.create(CorralConfig.defaults().withProveUnreachable(true), new RealBackend() {
		@Override
		public void collectGarbage() {
			SharedProofTests.this.collections.incrementAndGet();
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
	void thoseThatAskWhileACollectionRunsShareTheNext() throws Exception {
		List<Thread> callers = new ArrayList<>();
		callers.add(ask());
		Engine.until(() -> this.collections.get() == 1);
		for (int i = 0; i < 10; i++) {
			callers.add(ask());
		}
		Engine.until(() -> callers.stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING));
		this.release.countDown();
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(this.collections).hasValue(2);
	}

	private Thread ask() {
		return Thread.ofPlatform().start(this.corral::proveUnreachable);
	}

}
