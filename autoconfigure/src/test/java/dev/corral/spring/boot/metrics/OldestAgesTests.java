package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** How often gauges of ages walk over the live tasks. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OldestAgesTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO));

	private final CountedMonitor counted = new CountedMonitor(this.corral.monitor());

	private final AtomicLong time = new AtomicLong();

	private final OldestAges ages = new OldestAges(this.counted.monitor(), this.time::get);

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void allNamesAreReadByOneWalkASecond() {
		this.corral.launch("waits", () -> new CountDownLatch(1).await());
		this.time.addAndGet(5 * SECOND);
		assertThat(this.ages.seconds("waits")).isPositive();
		assertThat(this.ages.seconds("unknown")).isZero();
		this.time.addAndGet(SECOND);
		assertThat(this.ages.seconds("waits")).isPositive();
		assertThat(this.counted.calls("oldestAges")).isEqualTo(1);
		this.time.addAndGet(1);
		assertThat(this.ages.seconds("waits")).isPositive();
		assertThat(this.counted.calls("oldestAges")).isEqualTo(2);
	}

	@Test
	void whileOneThreadWalksOthersGetTheAgesBefore() throws Exception {
		assertThat(this.ages.seconds("task")).isZero();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.counted.before("oldestAges", () -> {
			entered.countDown();
			release.await();
		});
		this.time.addAndGet(SECOND + 1);
		Thread walker = Thread.ofPlatform().start(() -> this.ages.seconds("task"));
		entered.await();
		assertThat(this.ages.seconds("task")).isZero();
		release.countDown();
		walker.join();
		assertThat(this.counted.calls("oldestAges")).isEqualTo(2);
	}

	@Test
	void walkThatFailsIsRepeatedLater() {
		AtomicBoolean failing = new AtomicBoolean(true);
		this.counted.before("oldestAges", () -> {
			if (failing.get()) {
				throw new IllegalStateException("planted");
			}
		});
		assertThatIllegalStateException().isThrownBy(() -> this.ages.seconds("waits"));
		failing.set(false);
		this.corral.launch("waits", () -> new CountDownLatch(1).await());
		assertThat(this.ages.seconds("waits")).isPositive();
		failing.set(true);
		this.time.addAndGet(SECOND + 1);
		assertThatIllegalStateException().isThrownBy(() -> this.ages.seconds("waits"));
		assertThat(this.ages.seconds("waits")).isPositive();
		this.time.addAndGet(SECOND + 1);
		failing.set(false);
		assertThat(this.ages.seconds("waits")).isPositive();
	}

}
