package dev.corral.programs;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs against the engine, each made of its seed. All 10 000 run in the suite;
 * {@code -Dcorral.programs=500} runs fewer or more, {@code -Dcorral.first=20001} others,
 * {@code -Dcorral.seed=4711} the one that failed.
 */
class RandomProgramTests {

	private static final int WORKERS = 2;

	private static final long FIRST = Long.getLong("corral.first", 1);

	private static final long PROGRAMS = Long.getLong("corral.programs", 5_000);

	/** Every such program also has the monitors looked at, which takes its time. */
	private static final int STRICT = 50;

	private static List<String> run(long seed) {
		RandomProgram program = new RandomProgram(seed);
		try {
			return program.run(seed % STRICT == 0);
		}
		catch (Throwable ex) {
			throw new AssertionError("Program " + seed + " failed; again: ./mvnw -pl core test "
					+ "-Dtest=RandomProgramTests#programsKeepTheRules -Dcorral.seed=" + seed + "\n"
					+ String.join("\n", program.trace()), ex);
		}
	}

	@Test
	void programsKeepTheRules() throws Exception {
		Long only = Long.getLong("corral.seed");
		long first = (only != null) ? only : FIRST;
		long last = (only != null) ? only : FIRST + PROGRAMS - 1;
		runAll(first, last);
		System.out.printf("Random programs %d to %d kept the rules%n", first, last);
	}

	// Programs do not know of each other: a second one uses the time in which the first
	// hands its baton on
	private static void runAll(long first, long last) throws Exception {
		LoggerFactory.getILoggerFactory();
		AtomicLong next = new AtomicLong(first);
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		Thread[] workers = new Thread[WORKERS];
		for (int i = 0; i < WORKERS; i++) {
			workers[i] = Thread.ofPlatform().start(() -> {
				try {
					for (long seed = next.getAndIncrement(); seed <= last
							&& failure.get() == null; seed = next.getAndIncrement()) {
						run(seed);
					}
				}
				catch (Throwable ex) {
					failure.compareAndSet(null, ex);
				}
			});
		}
		for (Thread worker : workers) {
			worker.join();
		}
		Throwable failed = failure.get();
		if (failed != null) {
			throw new AssertionError(failed.getMessage(), failed);
		}
	}

	@Test
	void sameSeedIsTheSameProgram() {
		for (long seed = 1; seed <= 50; seed++) {
			assertThat(run(seed)).as("seed " + seed).isEqualTo(run(seed));
		}
	}

}
