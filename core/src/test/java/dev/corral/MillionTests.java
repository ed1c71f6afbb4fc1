package dev.corral;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.scope.Scope;
import dev.corral.monitor.Registration;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;
import dev.corral.testing.UsedHeap;

import static org.assertj.core.api.Assertions.assertThat;

/** What is over leaves nothing behind, however long its scope and launcher live. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MillionTests {

	private static final int MILLION = 1_000_000;

	private static final int BATCH = 1000;

	private final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO));

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void tasksOfOneLongLivedScope() throws Exception {
		try (CancellationScope scope = this.corral.openScope("lasting", ScopeConfig.supervise())) {
			assertHeapStays(() -> {
				for (int i = 0; i < BATCH; i++) {
					scope.launch("short", MillionTests::nothing);
				}
				scope.join();
			});
			Engine.until(() -> this.corral.counts().live() == 0);
			assertThat(((Scope) scope).members().size()).isZero();
		}
		assertThat(this.corral.counts().settled()).isGreaterThanOrEqualTo(MILLION);
	}

	@Test
	void scopesOfOneLauncher() throws Exception {
		assertHeapStays(() -> {
			for (int i = 0; i < BATCH; i++) {
				try (CancellationScope scope = this.corral.openScope("short",
						ScopeConfig.failFast().timeout(Duration.ofHours(1)))) {
					Registration registration = scope.onCancel(MillionTests::nothing);
					if (i % 2 == 0) {
						scope.cancel("not needed");
					}
					registration.unregister();
				}
			}
		});
		assertThat(this.corral.monitor().openScopes()).isZero();
		assertThat(Parts.of(this.corral).deadlines().size()).isZero();
	}

	@Test
	void scopesBelowOneLongLivedScope() throws Exception {
		try (CancellationScope lasting = this.corral.openScope("lasting")) {
			assertHeapStays(() -> {
				for (int i = 0; i < BATCH; i++) {
					CancellationScope scope = lasting.openScope("short");
					scope.cancel("not needed");
					scope.close();
				}
			});
			assertThat(((Scope) lasting).members().scopes()).isEmpty();
		}
	}

	private static void nothing() {
	}

	// A tenth goes ahead, so that classes, pools and buffers are there
	private void assertHeapStays(TaskBody batch) throws Exception {
		for (int i = 0; i < MILLION / BATCH / 10; i++) {
			batch.run();
		}
		long before = UsedHeap.bytes();
		for (int i = 0; i < MILLION / BATCH; i++) {
			batch.run();
		}
		Engine.until(() -> this.corral.counts().live() == 0);
		long after = UsedHeap.bytes();
		System.out.printf("heap after a collection: %,d bytes before, %,d bytes after a million%n", before, after);
		assertThat(after).isLessThan(before + before / 20);
	}

}
