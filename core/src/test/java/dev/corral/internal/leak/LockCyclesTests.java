package dev.corral.internal.leak;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import dev.corral.internal.platform.LockWait;

import static org.assertj.core.api.Assertions.assertThat;

class LockCyclesTests {

	@Test
	void noWaitsNoCycle() {
		assertThat(Deadlocks.cycles(List.of())).isEmpty();
	}

	@Test
	void chainIsNoCycle() {
		assertThat(Deadlocks.cycles(List.of(waits(1, 2), waits(2, 3), waits(3, 4)))).isEmpty();
	}

	@Test
	void onlyThoseOnTheCycleAreFound() {
		assertThat(Deadlocks.cycles(List.of(waits(9, 1), waits(1, 2), waits(2, 3), waits(3, 1), waits(8, 9))).keySet())
			.containsExactlyInAnyOrder(1L, 2L, 3L);
	}

	@Test
	void cyclesApartAreAllFound() {
		assertThat(
				Deadlocks.cycles(List.of(waits(1, 2), waits(3, 4), waits(2, 1), waits(4, 3), waits(5, 6), waits(6, 7)))
					.keySet())
			.containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
	}

	@Test
	void waitForItselfIsACycle() {
		assertThat(Deadlocks.cycles(List.of(waits(1, 1), waits(2, 1))).keySet()).containsExactly(1L);
	}

	@Test
	void firstWaitOfAThreadHolds() {
		assertThat(Deadlocks.cycles(List.of(waits(1, 2), waits(1, 3), waits(2, 1)))).containsEntry(1L, waits(1, 2));
	}

	@Test
	void longCycleIsFound() {
		int size = 100_000;
		List<LockWait> ring = LongStream.range(0, size).mapToObj((i) -> waits(i, (i + 1) % size)).toList();
		assertThat(Deadlocks.cycles(ring)).hasSize(size);
	}

	private static LockWait waits(long thread, long owner) {
		return new LockWait(thread, "Lock@" + thread, owner, 0);
	}

}
