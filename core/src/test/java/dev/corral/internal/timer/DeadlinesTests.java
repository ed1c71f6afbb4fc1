package dev.corral.internal.timer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlinesTests {

	@Test
	void deadlineThatCannotBeHandledIsAnErrorAndIsRetriedAfterASecond() throws Exception {
		try (LogOfCorral log = new LogOfCorral(); Engine engine = new Engine()) {
			FailsOnce timed = new FailsOnce();
			Deadlines deadlines = Parts.of(engine.corral).deadlines();
			deadlines.put(timed, engine.time.nanoTime() + Engine.SECOND.toNanos());
			engine.time.advance(Engine.SECOND);
			assertThat(log.messages(Level.ERROR))
				.containsExactly("Deadline of a task or scope could not be handled; retrying in 1 s");
			assertThat(deadlines.size()).isEqualTo(1);
			engine.time.advance(Engine.SECOND.minusNanos(1));
			assertThat(timed.expired).hasValue(1);
			engine.time.advance(Engine.SECOND);
			assertThat(timed.expired).hasValue(2);
			assertThat(deadlines.size()).isZero();
			assertThat(log.messages(Level.ERROR)).hasSize(1);
		}
	}

	/** Something with a deadline for which there is no memory at first. */
	private static final class FailsOnce extends ExpirableEntry {

		private final AtomicInteger expired = new AtomicInteger();

		@Override
		public boolean isOver() {
			return false;
		}

		@Override
		public void expire() {
			if (this.expired.incrementAndGet() == 1) {
				throw new OutOfMemoryError("planted");
			}
		}

	}

}
