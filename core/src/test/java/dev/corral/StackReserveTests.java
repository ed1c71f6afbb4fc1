package dev.corral;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackReserveTests {

	/** Plain calls that fit into 32 KiB, compiled or not. */
	private static final int CALLS = 100;

	private int depth;

	private int left;

	static Stream<Thread.Builder> kindsOfThread() {
		return Stream.of(Thread.ofPlatform(), Thread.ofVirtual());
	}

	// Often, so that the methods are compiled on the way
	@ParameterizedTest
	@MethodSource("kindsOfThread")
	void whereItFailsThereIsStackForManyCalls(Thread.Builder builder) throws Exception {
		Thread thread = builder.start(() -> {
			for (int round = 0; round < 50; round++) {
				this.depth = 0;
				goDown();
				assertThat(this.depth).isPositive();
			}
		});
		thread.join();
		assertThat(this.left).isGreaterThan(CALLS);
	}

	private void goDown() {
		this.depth++;
		boolean reserved = false;
		try {
			StackReserve.require();
			reserved = true;
		}
		catch (StackOverflowError ex) {
			this.left = CALLS + 1 - call(CALLS);
		}
		if (reserved) {
			try {
				goDown();
			}
			catch (StackOverflowError ex) {
				this.left = CALLS + 1 - call(CALLS);
			}
		}
	}

	private int call(int more) {
		return (more == 0) ? 0 : call(more - 1);
	}

}
