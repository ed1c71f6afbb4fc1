package dev.corral.internal.callback;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineBudgetTests {

	private static final long START = Duration.ofDays(1).toNanos();

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final LineBudget budget = new LineBudget(3, Duration.ofSeconds(3), START);

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

	private int taken(long now) {
		int taken = 0;
		while (this.budget.take(now)) {
			taken++;
		}
		return taken;
	}

}
