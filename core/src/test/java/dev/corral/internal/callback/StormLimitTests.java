package dev.corral.internal.callback;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;

class StormLimitTests {

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private long now = 1;

	private final StormLimit limit = new StormLimit(() -> this.now, org.slf4j.event.Level.ERROR);

	private final LogOfCorral log = new LogOfCorral();

	@AfterEach
	void endListening() {
		this.log.close();
	}

	private static StormKind kind(int number) {
		return new StormKind(LogTopic.PANIC, org.slf4j.event.Level.ERROR, "Tasks named \"" + number + "\" panicked",
				"com.acme.Failure", "com.acme.A.b");
	}

	private int inFull(StormKind kind, int failures) {
		int full = 0;
		for (int i = 0; i < failures; i++) {
			full += this.limit.take(kind) ? 1 : 0;
		}
		return full;
	}

	// The lines of counts that are due
	private List<String> counts() {
		if (this.limit.tryRequestRun()) {
			this.limit.run();
		}
		return this.log.messages(Level.ERROR);
	}

	@Test
	void firstTwentyOfAKindAreInFullThenTheirNumber() {
		assertThat(inFull(kind(1), 100_000)).isEqualTo(20);
		assertThat(inFull(kind(2), 5)).isEqualTo(5);
		assertThat(counts()).isEmpty();
		this.now += MINUTE;
		assertThat(counts()).containsExactly("Tasks named \"1\" panicked 99980 times more within 1 min with "
				+ "com.acme.Failure at com.acme.A.b; 20 were logged in full");
	}

	@Test
	void nextMinuteBeginsAnew() {
		assertThat(inFull(kind(1), 30)).isEqualTo(20);
		this.now += MINUTE;
		assertThat(counts()).hasSize(1);
		assertThat(inFull(kind(1), 30)).isEqualTo(20);
		this.now += MINUTE;
		assertThat(counts()).hasSize(2).allMatch((line) -> line.contains("panicked 10 times more"));
		this.now += 5 * MINUTE;
		assertThat(counts()).hasSize(2);
	}

	@Test
	void everyOneOfAThousandKindsHasItsFirstLine() {
		for (int i = 0; i < 1_000; i++) {
			assertThat(this.limit.take(kind(i))).isTrue();
		}
		for (int i = 0; i < 1_000; i++) {
			assertThat(inFull(kind(i), 99)).isZero();
		}
		this.now += MINUTE;
		assertThat(counts()).hasSize(1_000).allMatch((line) -> line.contains("panicked 99 times more"));
	}

	@Test
	void aMillionKindsAreFewLinesAndAllCounted() {
		int full = 0;
		for (int i = 0; i < 1_000_000; i++) {
			full += this.limit.take(kind(i)) ? 1 : 0;
		}
		assertThat(full).isEqualTo(StormLimit.MAX_IN_FULL_TOGETHER);
		this.now += MINUTE;
		assertThat(counts()).singleElement()
			.asString()
			.startsWith("999000 further lines of too many kinds for a line each, within 1 min");
	}

	@Test
	void kindWhoseMinuteIsOverGivesItsPlace() {
		for (int i = 0; i < StormLimit.MAX_KINDS; i++) {
			inFull(kind(i), 1);
		}
		this.now += MINUTE;
		assertThat(inFull(kind(-1), 30)).isEqualTo(20);
		this.now += MINUTE;
		assertThat(counts()).singleElement().asString().startsWith("Tasks named \"-1\" panicked 10 times more");
	}

	@Test
	void closeMakesCountsDue() {
		inFull(kind(1), 21);
		this.limit.close();
		assertThat(counts()).singleElement().asString().contains("panicked 1 time more");
	}

	@Test
	void countThatCouldNotBeWrittenIsWrittenLater() {
		inFull(kind(1), 30);
		this.now += MINUTE;
		this.log.fail(true);
		assertThat(counts()).isEmpty();
		this.log.fail(false);
		this.now += MINUTE;
		assertThat(counts()).singleElement()
			.asString()
			.contains("panicked 10 times more within 2 min ")
			.endsWith("; 20 were logged in full");
	}

	@Test
	void countSaysHowManyOfItsKindWereInFull() {
		inFull(kind(1), 3);
		for (int i = 0; i < 50; i++) {
			inFull(kind(100 + i), 20);
		}
		assertThat(inFull(kind(1), 5)).isZero();
		assertThat(inFull(kind(2), 5)).isZero();
		this.now += MINUTE;
		assertThat(counts()).hasSize(2 + 1)
			.anyMatch((line) -> line.startsWith("Tasks named \"1\" panicked 5 times more")
					&& line.endsWith("; 3 were logged in full"))
			.anyMatch((line) -> line.startsWith("Tasks named \"2\" panicked 5 times more")
					&& line.endsWith("; 0 were logged in full"));
	}

	@Test
	void allKindsTogetherHaveAThousandLinesAMinuteHoweverTheyAreSpread() {
		int full = 0;
		for (int second = 0; second < 59; second++) {
			for (int i = 0; i < 100; i++) {
				full += this.limit.take(kind((100 * second + i) % 900)) ? 1 : 0;
			}
			this.now += MINUTE / 60;
		}
		assertThat(full).isEqualTo(StormLimit.MAX_IN_FULL_TOGETHER);
		this.now += MINUTE / 60;
		assertThat(inFull(kind(-1), 1)).as("the next minute").isEqualTo(1);
	}

}
