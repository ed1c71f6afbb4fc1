package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DumpPermitsTests {

	private static final int PLACES = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Near the largest number, so that comparing instead of subtracting is found out. */
	private long now = Long.MAX_VALUE - 5;

	private final DumpPermits dumpPermits = new DumpPermits(PLACES, () -> this.now);

	private List<DumpPermits.Pass> fill() {
		List<DumpPermits.Pass> passes = new ArrayList<>();
		for (int i = 0; i < PLACES; i++) {
			passes.add(this.dumpPermits.enter().orElseThrow());
		}
		assertFull();
		return passes;
	}

	private void assertFull() {
		assertThat(this.dumpPermits.enter()).isEmpty();
	}

	private void assertRoomForExactly(int more) {
		for (int i = 0; i < more; i++) {
			assertThat(this.dumpPermits.enter()).as("place %d", i + 1).isPresent();
		}
		assertFull();
	}

	@Test
	void oneMoreThanThereArePlacesIsRefused() {
		assertRoomForExactly(PLACES);
	}

	@Test
	void whoeverLeavesGivesHisPlaceBackOnce() {
		List<DumpPermits.Pass> passes = fill();
		passes.get(0).begin();
		passes.get(0).leave();
		passes.get(0).leave();
		passes.get(1).leave();
		assertRoomForExactly(2);
	}

	@Test
	void leavingTwiceTakesNobodyElsesPlace() {
		List<DumpPermits.Pass> passes = fill();
		passes.get(0).leave();
		assertRoomForExactly(1);
		passes.get(0).leave();
		assertFull();
	}

	@Test
	void anAnswerNobodyBeginsToReadGivesItsPlaceUp() {
		fill();
		this.now += PATIENCE.toNanos();
		assertFull();
		this.now++;
		assertRoomForExactly(PLACES);
	}

	@Test
	void anAnswerThatIsReadKeepsItsPlaceHoweverLong() {
		fill().forEach(DumpPermits.Pass::begin);
		this.now += PATIENCE.toNanos() * 1000;
		assertFull();
	}

	@Test
	void patienceIsCountedForEachFromItsOwnEntry() {
		DumpPermits.Pass first = this.dumpPermits.enter().orElseThrow();
		this.now += PATIENCE.toNanos();
		assertRoomForExactly(PLACES - 1);
		this.now++;
		assertRoomForExactly(1);
		first.leave();
		assertFull();
	}

	// It is being made, whether it has a place or not: the next ones wait for it too
	@Test
	void anAnswerBegunAfterItsPatienceTakesAPlaceAgain() {
		DumpPermits.Pass late = fill().get(0);
		this.now += PATIENCE.toNanos() + 1;
		assertThat(this.dumpPermits.enter()).isPresent();
		late.begin();
		late.begin();
		assertRoomForExactly(PLACES - 2);
		late.leave();
		assertRoomForExactly(1);
	}

	@Test
	void anAnswerBegunLateWhenAllPlacesAreTakenIsOneTooManyUntilItEnds() {
		DumpPermits.Pass late = this.dumpPermits.enter().orElseThrow();
		this.now += PATIENCE.toNanos() + 1;
		List<DumpPermits.Pass> others = fill();
		others.forEach(DumpPermits.Pass::begin);
		late.begin();
		others.get(0).leave();
		assertFull();
		late.leave();
		assertRoomForExactly(1);
	}

}
