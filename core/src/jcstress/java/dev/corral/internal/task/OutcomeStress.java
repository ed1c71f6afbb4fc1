package dev.corral.internal.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;

/** An outcome is decided once, and whoever sees it sees all of it. */
public class OutcomeStress {

	@JCStressTest
	@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first has decided")
	@Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the second has decided")
	@Outcome(expect = Expect.FORBIDDEN, desc = "none or both have decided, or the loser's outcome stands")
	@State
	public static class DecidedOnce {

		private final SupervisedTask<String> task = Stressed.task(this);

		private final dev.corral.Outcome<String> first = Stressed.cancelled();

		@Actor
		public void first(III_Result result) {
			result.r1 = this.task.tryDecide(this.first) ? 1 : 0;
		}

		@Actor
		public void second(III_Result result) {
			result.r2 = this.task.tryDecide(Stressed.cancelled()) ? 1 : 0;
		}

		@Arbiter
		@SuppressWarnings("ReferenceEquality")
		public void after(III_Result result) {
			result.r3 = (this.task.decided() == this.first) ? 1 : 2;
		}

	}

	@JCStressTest
	@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not decided yet")
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "decided, and all that went before is seen")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an outcome that is seen before what it stands for")
	@State
	public static class SeenComplete {

		private final SupervisedTask<String> task = Stressed.task(this);

		/** Not volatile: what a body wrote before it ended. */
		private int written;

		@Actor
		public void decide() {
			this.written = 1;
			this.task.tryDecide(Stressed.cancelled());
		}

		@Actor
		public void read(I_Result result) {
			if (this.task.decided() instanceof dev.corral.Outcome.Cancelled<?> cancelled) {
				result.r1 = (this.written == 1 && "reason".equals(cancelled.reason())) ? 1 : 2;
			}
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the attempt sees the outcome and does not begin")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the attempt begins and is interrupted")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both notice")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an attempt of a decided task begins and nobody interrupts it")
	@State
	public static class DecidedWhileResting {

		private final SupervisedTask<String> task = Stressed.task(this);

		public DecidedWhileResting() {
			this.task.markQueued();
			this.task.tryBegin();
			this.task.tryRest();
		}

		@Actor
		public void rest(II_Result result) {
			this.task.endRest();
			result.r1 = this.task.isDone() ? 1 : 0;
		}

		@Actor
		public void cancel(II_Result result) {
			this.task.tryDecide(Stressed.cancelled());
			result.r2 = this.task.tryStartInterrupt() ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the task sees the outcome and does not sleep")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the task sleeps and is woken")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both notice")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a decided task sleeps on")
	@State
	public static class DecidedBeforeResting {

		private final SupervisedTask<String> task = Stressed.task(this);

		public DecidedBeforeResting() {
			this.task.markQueued();
			this.task.tryBegin();
		}

		@Actor
		public void rest(II_Result result) {
			result.r1 = (!this.task.tryRest() || this.task.isDone()) ? 1 : 0;
		}

		@Actor
		public void cancel(II_Result result) {
			this.task.tryDecide(Stressed.cancelled());
			result.r2 = (this.task.phase() == TaskState.RESTING || this.task.tryStartInterrupt()) ? 1 : 0;
		}

	}

}
