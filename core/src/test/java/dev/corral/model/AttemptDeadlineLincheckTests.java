package dev.corral.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.TaskTimeoutException;
import dev.corral.internal.attempt.AttemptDeadline;

/**
 * An attempt ends in time, late or never, and is interrupted at most once, before it has
 * ended.
 */
@Tag("model")
public class AttemptDeadlineLincheckTests {

	private final Kernel kernel = new Kernel();

	private boolean left;

	@Operation
	public boolean expire() {
		return this.kernel.tryExpire();
	}

	@Operation
	public boolean interrupt() {
		boolean won = this.kernel.tryStartInterrupt();
		if (won) {
			this.kernel.markInterrupted();
		}
		return won;
	}

	@Operation
	public boolean lose() {
		return this.kernel.tryLose();
	}

	// By the task's own thread, once
	@Operation(nonParallelGroup = "own")
	public String end() {
		if (this.left) {
			return "left before";
		}
		this.left = true;
		while (!this.kernel.tryEnd()) {
			if (this.kernel.isLost() && !this.kernel.isInterruptInFlight()) {
				return this.kernel.wasInterrupted() ? "lost" : "lost uninterrupted";
			}
		}
		return this.kernel.isOutOfTime() ? "late" : "in time";
	}

	@Test
	void modelChecked() {
		ModelCheck.options(15, 500)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(1)
			.sequentialSpecification(Sequential.class)
			.check(AttemptDeadlineLincheckTests.class);
	}

	@Test
	void stressed() {
		ModelCheck.stress(10, 2000)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(1)
			.sequentialSpecification(Sequential.class)
			.check(AttemptDeadlineLincheckTests.class);
	}

	/** The bare state machine. */
	private static final class Kernel extends AttemptDeadline {

		private Kernel() {
			super(1);
		}

		@Override
		public TaskTimeoutException timeout() {
			throw new IllegalStateException("not used");
		}

		@Override
		public void expire() {
			throw new IllegalStateException("not used");
		}

	}

	/** What it does when nobody races. */
	public static class Sequential {

		private String state = "running";

		private boolean left;

		public boolean expire() {
			return move("running", "expired");
		}

		public boolean interrupt() {
			return move("expired", "interrupted");
		}

		public boolean lose() {
			return move("expired", "lost uninterrupted") || move("interrupted", "lost");
		}

		public String end() {
			if (this.left) {
				return "left before";
			}
			this.left = true;
			boolean unused = move("running", "in time") || move("expired", "late") || move("interrupted", "late");
			return this.state;
		}

		private boolean move(String from, String to) {
			boolean won = this.state.equals(from);
			if (won) {
				this.state = to;
			}
			return won;
		}

	}

}
