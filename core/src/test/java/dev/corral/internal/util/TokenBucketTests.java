package dev.corral.internal.util;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTests {

	private static final long START = Duration.ofDays(1).toNanos();

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final TokenBucket bucket = new TokenBucket(3, Duration.ofSeconds(3), START);

	@Test
	void isFullAtFirst() {
		assertThat(taken(START)).isEqualTo(3);
	}

	@Test
	void fillsUpBitByBit() {
		taken(START);
		assertThat(taken(START + SECOND - 1)).isZero();
		assertThat(taken(START + SECOND)).isEqualTo(1);
		assertThat(taken(START + 3 * SECOND - 1)).isEqualTo(1);
		assertThat(taken(START + 3 * SECOND)).isEqualTo(1);
	}

	@Test
	void isNeverMoreThanFull() {
		assertThat(taken(START + 1000 * SECOND)).isEqualTo(3);
	}

	@Test
	void earlierReadingOfTheClockTakesNothing() {
		taken(START);
		assertThat(taken(START - SECOND)).isZero();
		assertThat(taken(START + SECOND)).isEqualTo(1);
	}

	@Test
	@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void threadsTakeNoMoreThanThereIs() throws Exception {
		int tokens = 20_000;
		TokenBucket shared = new TokenBucket(tokens, Duration.ofNanos(tokens), START);
		AtomicInteger taken = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			threads.add(Thread.ofPlatform().daemon().start(() -> {
				while (shared.tryTake(START)) {
					taken.incrementAndGet();
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(taken).hasValue(tokens);
	}

	private int taken(long now) {
		int taken = 0;
		while (this.bucket.tryTake(now)) {
			taken++;
		}
		return taken;
	}

}
