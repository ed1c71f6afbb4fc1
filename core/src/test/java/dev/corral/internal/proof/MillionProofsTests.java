package dev.corral.internal.proof;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.TaskBody;
import dev.corral.monitor.Counts;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;
import dev.corral.testing.UsedHeap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tasks that are blocked for ever, one after the other, far more than the heap and the
 * limit have room for: every launch finds room, and nothing of them stays. With a million
 * of them: {@code ./mvnw -pl core test -Dtest=MillionProofsTests
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcorral.proofs=1000000}.
 */
@Tag("proof")
@Timeout(value = 900, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MillionProofsTests {

	private static final int PROOFS = Integer.getInteger("corral.proofs", 200_000);

	private static final int PARTS = 10;

	/** Six bytes for each of 200 000; but ZGC counts in pages of two. */
	private static final long TOLERANCE_MIB = ManagementFactory.getGarbageCollectorMXBeans()
		.stream()
		.anyMatch((collector) -> collector.getName().startsWith("ZGC")) ? 4 : 1;

	private static final CorralConfig CONFIG = CorralConfig.defaults()
		.withProveUnreachable(true)
		.withMaxLive(16_384)
		.withShutdownTimeout(Duration.ZERO);

	private final Corral corral = Corral.create(CONFIG);

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void tasksBlockedForEverLeaveNothingBehind() {
		assertThat(PROOFS / PARTS).as("a tenth, which has to meet the limit").isGreaterThan(CONFIG.maxLive());
		long first = 0;
		for (int part = 1; part <= PARTS; part++) {
			int until = (int) ((long) PROOFS * part / PARTS);
			launchUntil(until);
			proveAll();
			long used = UsedHeap.bytes();
			first = (part == 1) ? used : first;
			System.out.printf("%,9d proved, heap after a collection: %,d bytes%n", until, used);
			assertThat(used).as("heap after %d", until).isLessThan(first + (TOLERANCE_MIB << 20));
		}
		Counts counts = this.corral.counts();
		assertThat(counts.launched()).isEqualTo(PROOFS);
		assertThat(counts.unreachable()).isEqualTo(PROOFS);
		assertThat(counts.settled()).isZero();
		assertThat(counts.rejected()).isZero();
		assertThat(Parts.of(this.corral).admission().all().taken()).isZero();
	}

	// A launch that is refused throws: the launcher rejects when it is full
	private void launchUntil(int number) {
		for (long i = this.corral.counts().launched(); i < number; i++) {
			TaskBody body = (i % 2 == 0) ? MillionProofsTests::awaitNobody : MillionProofsTests::offerToNobody;
			this.corral.launch("leaky", body);
		}
	}

	private static void awaitNobody() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	private static void offerToNobody() throws InterruptedException {
		new SynchronousQueue<String>().put("value");
	}

	private void proveAll() {
		Engine.until(() -> {
			this.corral.monitor().proveUnreachable();
			return this.corral.counts().live() == 0 && this.corral.counts().queued() == 0;
		});
	}

}
