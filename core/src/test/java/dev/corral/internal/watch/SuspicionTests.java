package dev.corral.internal.watch;

import org.junit.jupiter.api.Test;

import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

class SuspicionTests {

	private static final StackTraceElement[] HERE = frames(1);

	private static final StackTraceElement[] THERE = frames(2);

	private final Suspicion suspicion = new Suspicion();

	@Test
	void twoLooksRunningAtTheSameFramesAreStuck() {
		assertThat(this.suspicion.look(Thread.State.WAITING, HERE)).isNull();
		assertThat(this.suspicion.look(Thread.State.WAITING, frames(1))).isEqualTo(LeakReason.STUCK);
		assertThat(this.suspicion.look(Thread.State.BLOCKED, HERE)).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void otherFramesEndTheSuspicion() {
		this.suspicion.look(Thread.State.WAITING, HERE);
		this.suspicion.look(Thread.State.WAITING, HERE);
		assertThat(this.suspicion.look(Thread.State.WAITING, THERE)).isNull();
		assertThat(this.suspicion.look(Thread.State.WAITING, THERE)).isEqualTo(LeakReason.STUCK);
	}

	@Test
	void aTimedWaitBetweenIsNotTwoLooksRunning() {
		this.suspicion.look(Thread.State.WAITING, HERE);
		assertThat(this.suspicion.look(Thread.State.TIMED_WAITING, HERE)).isNull();
		assertThat(this.suspicion.look(Thread.State.WAITING, HERE)).isNull();
	}

	@Test
	void neverSeenWaitingInTwoLooksIsARunaway() {
		assertThat(this.suspicion.look(Thread.State.RUNNABLE, HERE)).isNull();
		assertThat(this.suspicion.look(Thread.State.TIMED_WAITING, THERE)).isEqualTo(LeakReason.RUNAWAY);
		assertThat(this.suspicion.look(Thread.State.RUNNABLE, HERE)).isEqualTo(LeakReason.RUNAWAY);
	}

	@Test
	void oneUntimedWaitClearsOfRunningAwayForGood() {
		this.suspicion.look(Thread.State.RUNNABLE, HERE);
		this.suspicion.look(Thread.State.RUNNABLE, HERE);
		assertThat(this.suspicion.look(Thread.State.WAITING, HERE)).isNull();
		this.suspicion.look(Thread.State.RUNNABLE, HERE);
		assertThat(this.suspicion.look(Thread.State.RUNNABLE, HERE)).isNull();
	}

	private static StackTraceElement[] frames(int line) {
		return new StackTraceElement[] { new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", line) };
	}

}
