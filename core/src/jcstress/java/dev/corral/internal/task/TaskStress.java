package dev.corral.internal.task;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.task.TaskState;
import dev.corral.internal.watch.LeakState;

/**
 * What others see of a task's fields: all of them, and in the order they were written.
 */
@SuppressWarnings("ReferenceEquality")
public class TaskStress {

	@JCStressTest
	@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not linked yet")
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "linked, with all its fields")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a task is found before its fields are there")
	@State
	public static class FoundComplete {

		private final Stripe stripe = Stressed.stripe();

		private final StripeCounters counters = Stressed.counters(this.stripe);

		@Actor
		public void launch() {
			SupervisedTask<String> task = Stressed.task(this.counters, this);
			this.stripe.enter(task, true);
			task.thread = Thread.currentThread();
			task.markQueued();
		}

		@Actor
		public void find(I_Result result) {
			SupervisedTask<?> task = (SupervisedTask<?>) new StripePosition(this.stripe, 0, true).take(1);
			if (task != null) {
				result.r1 = (task.thread != null && task.body == this && task.options == TaskOptions.DEFAULTS
						&& task.launchedAt == 1 && "task".equals(task.name())) ? 1 : 2;
			}
		}

	}

	@JCStressTest
	@Outcome(id = { "0, 0", "0, 1", "1, 1" }, expect = Expect.ACCEPTABLE, desc = "begun before it has started")
	@Outcome(expect = Expect.FORBIDDEN, desc = "started before it has begun")
	@State
	public static class StartedAfterBegun {

		private final SupervisedTask<String> task = Stressed.task(this);

		public StartedAfterBegun() {
			this.task.markQueued();
		}

		@Actor
		public void begin() {
			this.task.tryBegin();
			this.task.startedAt(1);
		}

		@Actor
		public void read(II_Result result) {
			result.r1 = (this.task.startedAt() != 0) ? 1 : 0;
			result.r2 = (this.task.phase() >= TaskState.RUNNING) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = { "0, 0", "0, 1", "1, 1" }, expect = Expect.ACCEPTABLE,
			desc = "the time is there before the interrupt")
	@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt is seen that has no time yet")
	@State
	public static class InterruptHasItsTime {

		private final SupervisedTask<String> task = Stressed.task(this);

		public InterruptHasItsTime() {
			this.task.markQueued();
			this.task.tryBegin();
		}

		@Actor
		public void interrupt() {
			this.task.tryInterruptAt(1);
			this.task.tryStartInterrupt();
			this.task.markInterrupted();
		}

		@Actor
		public void read(II_Result result) {
			result.r1 = (this.task.phase() >= TaskState.INTERRUPTING) ? 1 : 0;
			result.r2 = (this.task.interruptedAt() != 0) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "both have the same, complete watch")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two watches, or one without its fields")
	@State
	public static class OneWatch {

		private final SupervisedTask<String> task = Stressed.task(this);

		private @Nullable LeakState first;

		private @Nullable LeakState second;

		@Actor
		public void first(III_Result result) {
			LeakState watch = this.task.leakState();
			this.first = watch;
			result.r1 = (watch.found != null && watch.ended != null) ? 1 : 0;
		}

		@Actor
		public void second(III_Result result) {
			LeakState watch = this.task.leakState();
			this.second = watch;
			result.r2 = (watch.found != null && watch.ended != null) ? 1 : 0;
		}

		@Arbiter
		public void after(III_Result result) {
			result.r3 = (this.first == this.second && this.first == this.task.leakStateIfAny()) ? 1 : 0;
		}

	}

}
