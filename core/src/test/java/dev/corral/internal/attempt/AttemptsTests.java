package dev.corral.internal.attempt;

import org.junit.jupiter.api.Test;

import dev.corral.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of the attempts of a task. */
class AttemptsTests {

	private final Outcome<?> last = new Outcome.Panicked<>(new IllegalStateException("planted"));

	private final Attempts attempts = new Attempts();

	@Test
	void outcomeThatIsPublishedTwiceIsCountedOnce() {
		this.attempts.giveUp(this.last);
		assertThat(this.attempts.hasGivenUpWith(this.last)).isTrue();
		assertThat(this.attempts.tryCountGiveUp()).isTrue();
		assertThat(this.attempts.tryCountGiveUp()).isFalse();
		assertThat(this.attempts.hasGivenUpWith(this.last)).isTrue();
	}

}
