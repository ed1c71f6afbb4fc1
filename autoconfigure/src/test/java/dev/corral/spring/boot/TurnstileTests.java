package dev.corral.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TurnstileTests {

	private static final int PLACES = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Near the largest number, so that comparing instead of subtracting is found out. */
	private long now = Long.MAX_VALUE - 5;

	private final Turnstile turnstile = new Turnstile(PLACES, () -> this.now);

	private List<Turnstile.Pass> fill() {
		List<Turnstile.Pass> passes = new ArrayList<>();
		for (int i = 0; i < PLACES; i++) {
			passes.add(this.turnstile.enter().orElseThrow());
		}
		assertFull();
		return passes;
	}

	private void assertFull() {
		assertThat(this.turnstile.enter()).isEmpty();
	}

	private void assertRoomForExactly(int more) {
		for (int i = 0; i < more; i++) {
			assertThat(this.turnstile.enter()).as("place %d", i + 1).isPresent();
		}
		assertFull();
	}

	@Test
	void oneMoreThanThereArePlacesIsRefused() {
		assertRoomForExactly(PLACES);
	}

	@Test
	void whoeverLeavesGivesHisPlaceBackOnce() {
		List<Turnstile.Pass> passes = fill();
		passes.get(0).begin();
		passes.get(0).leave();
		passes.get(0).leave();
		passes.get(1).leave();
		assertRoomForExactly(2);
	}

	@Test
	void leavingTwiceTakesNobodyElsesPlace() {
		List<Turnstile.Pass> passes = fill();
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
		fill().forEach(Turnstile.Pass::begin);
		this.now += PATIENCE.toNanos() * 1000;
		assertFull();
	}

	@Test
	void patienceIsCountedForEachFromItsOwnEntry() {
		Turnstile.Pass first = this.turnstile.enter().orElseThrow();
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
		Turnstile.Pass late = fill().get(0);
		this.now += PATIENCE.toNanos() + 1;
		assertThat(this.turnstile.enter()).isPresent();
		late.begin();
		late.begin();
		assertRoomForExactly(PLACES - 2);
		late.leave();
		assertRoomForExactly(1);
	}

	@Test
	void anAnswerBegunLateWhenAllPlacesAreTakenIsOneTooManyUntilItEnds() {
		Turnstile.Pass late = this.turnstile.enter().orElseThrow();
		this.now += PATIENCE.toNanos() + 1;
		List<Turnstile.Pass> others = fill();
		others.forEach(Turnstile.Pass::begin);
		late.begin();
		others.get(0).leave();
		assertFull();
		late.leave();
		assertRoomForExactly(1);
	}

}
