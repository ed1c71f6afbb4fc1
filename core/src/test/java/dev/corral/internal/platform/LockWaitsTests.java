package dev.corral.internal.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LockWaitsTests {

	@AfterEach
	void forget() {
		System.clearProperty(LockWaits.PROPERTY);
	}

	@ParameterizedTest
	@CsvSource({ "21,false", "25,false", "26,true", "27,true" })
	void releaseDecidesWhetherADumpIsTaken(int release, boolean allowed) {
		assertThat(LockWaits.isDumpAllowed(release)).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "25,true", "26,false" })
	void propertyOverridesTheRelease(int release, boolean wish) {
		System.setProperty(LockWaits.PROPERTY, Boolean.toString(wish));
		assertThat(LockWaits.isDumpAllowed(release)).isEqualTo(wish);
	}

	// A virtual machine that crashes ends the tests
	@Test
	void askingSurvivesThreadsThatMountAndUnmount() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			threads.add(Thread.ofVirtual().start(() -> {
				while (!over.get()) {
					LockSupport.parkNanos(1);
				}
			}));
		}
		List<Long> own = threads.stream().map(Thread::threadId).toList();
		for (int i = 0; i < 200; i++) {
			assertThat(LockWaits.read()).extracting(LockWait::thread).doesNotContainAnyElementsOf(own);
		}
		over.set(true);
		for (Thread thread : threads) {
			thread.join();
		}
	}

}
