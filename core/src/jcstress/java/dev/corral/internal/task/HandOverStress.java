package dev.corral.internal.task;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import dev.corral.internal.limit.Limiter;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.timer.Deadlines;

/** Whoever waits is woken, and whoever is handed something sees what went before. */
public class HandOverStress {

	@JCStressTest
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the slot was handed over while its taker slept")
	@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the slot was given up or taken without sleep")
	@Outcome(id = { "1, 0", "1, 1" }, expect = Expect.ACCEPTABLE, desc = "taken, and what its holder wrote is seen")
	@Outcome(expect = Expect.FORBIDDEN, desc = "taken, but not what its holder wrote, or slept on beside a free slot")
	@State
	public static class Slot extends Stressed.Waiting {

		private final Limiter limiter = new Limiter(new Noting(), 1);

		/** Not volatile: what the holder of the slot wrote. */
		private int written;

		private boolean got;

		public Slot() {
			this.limiter.takeAbove();
		}

		@Actor
		public void giveBack() {
			this.written = 1;
			this.limiter.giveBack();
			finish();
		}

		@Actor
		public void await(II_Result result) {
			try {
				this.got = this.limiter.await(Long.MAX_VALUE, () -> this.parked);
				if (this.got) {
					result.r1 = (this.written == 1) ? 1 : 2;
				}
			}
			catch (InterruptedException ex) {
				result.r1 = 3;
			}
		}

		@Arbiter
		public void after(II_Result result) {
			result.r2 = this.woken ? 1 : 0;
			if ((this.parked && !this.woken && !this.got) || this.limiter.taken() != (this.got ? 1 : 0)) {
				result.r2 = 2;
			}
		}

		private final class Noting extends Stressed.Silent {

			@Override
			public void park(Object blocker, long nanos) {
				Slot.this.park();
			}

			@Override
			public void unpark(Thread thread) {
				Slot.this.woken = true;
			}

		}

	}

	@JCStressTest
	@Outcome(id = { "0, 0", "0, 1" }, expect = Expect.ACCEPTABLE, desc = "it saw the outcome and did not sleep")
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "it slept and was woken")
	@Outcome(expect = Expect.FORBIDDEN, desc = "it sleeps on although the outcome is there")
	@State
	public static class Waiter extends Stressed.Waiting {

		private static final dev.corral.Outcome<String> SUCCESS = new dev.corral.Outcome.Success<>("value");

		private final SupervisedTask<String> task = Stressed.task(this);

		@Actor
		public void join(II_Result result) {
			try {
				this.task.get(1, TimeUnit.NANOSECONDS);
				result.r1 = this.parked ? 1 : 0;
			}
			catch (InterruptedException | ExecutionException | TimeoutException ex) {
				result.r1 = 3;
			}
		}

		@Actor
		public void decide() {
			Stressed.Silent.WAKER.set(this);
			this.task.settleUnstarted(SUCCESS);
			this.task.wakeWaiters();
			Stressed.Silent.WAKER.remove();
			finish();
		}

		@Arbiter
		public void after(II_Result result) {
			result.r2 = this.woken ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "its deadline was taken back")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a settled task keeps a deadline")
	@State
	public static class Deadline {

		private static final Registry<SupervisedTask<?>> REGISTRY = Stressed.PARTS.registry();

		private final Deadlines deadlines = new Deadlines(Stressed.PARTS.environment().backend(), REGISTRY,
				Stressed.PARTS.callbacks());

		private final SupervisedTask<String> task = Stressed.task(this);

		public Deadline() {
			this.task.markQueued();
		}

		@Actor
		public void put() {
			this.deadlines.put(this.task, Long.MAX_VALUE);
		}

		@Actor
		public void settle() {
			this.task.trySettleQueued();
			this.deadlines.remove(this.task);
		}

		@Arbiter
		public void after(I_Result result) {
			result.r1 = this.deadlines.size();
		}

	}

}
