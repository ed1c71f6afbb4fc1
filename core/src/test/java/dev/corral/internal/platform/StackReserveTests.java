package dev.corral.internal.platform;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackReserveTests {

	/** Plain calls that fit into 24 KiB, compiled or not. */
	private static final int CALLS = 100;

	private static final int ROUNDS = 50;

	private int depth;

	private boolean enough;

	static Stream<Arguments> threadsAndReserves() {
		return Stream.of(Thread.ofPlatform(), Thread.ofVirtual())
			.flatMap((builder) -> Stream.of(Arguments.of(builder, (Runnable) StackReserve::require),
					Arguments.of(builder, (Runnable) StackReserve::requireToAcquire)));
	}

	// Often, so that the methods are compiled on the way
	@ParameterizedTest
	@MethodSource("threadsAndReserves")
	void whereItFailsThereIsStackForManyCalls(Thread.Builder builder, Runnable reserve) throws Exception {
		FutureTask<Integer> rounds = new FutureTask<>(() -> {
			int held = 0;
			while (held < ROUNDS && isEnoughWhereItFails(reserve)) {
				held++;
			}
			return held;
		});
		builder.start(rounds);
		assertThat(rounds.get()).isEqualTo(ROUNDS);
	}

	private boolean isEnoughWhereItFails(Runnable reserve) {
		this.depth = 0;
		this.enough = false;
		goDown(reserve);
		return this.depth > 0 && this.enough;
	}

	// Compiled together, the reserve fails where this method is entered. The calls are
	// tried once: what they overflow, no frame further up tries again
	private void goDown(Runnable reserve) {
		this.depth++;
		try {
			reserve.run();
			if (this.depth < Integer.MAX_VALUE) {
				goDown(reserve);
			}
		}
		catch (StackOverflowError ex) {
			this.enough = tryCalls();
		}
	}

	private boolean tryCalls() {
		try {
			return call(CALLS) == 0;
		}
		catch (StackOverflowError ex) {
			return false;
		}
	}

	private int call(int more) {
		return (more == 0) ? 0 : call(more - 1);
	}

}
