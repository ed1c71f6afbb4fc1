package dev.corral.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.Outcome;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.task.TaskState;
import dev.corral.internal.util.Counter;
import dev.corral.testing.TestCounters;

/** The state machine decides once and settles once, whoever races. */
@Tag("model")
public class SettleOnceLincheckTests {

	private final Kernel kernel = new Kernel();

	public SettleOnceLincheckTests() {
		this.kernel.markQueued();
	}

	@Operation
	public boolean cancel() {
		return this.kernel.tryDecide(new Outcome.Cancelled<>("cancel", null));
	}

	@Operation
	public boolean complete() {
		return this.kernel.tryDecide(new Outcome.Success<@Nullable Void>(null));
	}

	@Operation
	public boolean begin() {
		return this.kernel.tryBegin();
	}

	@Operation
	public boolean settleQueued() {
		return this.kernel.trySettleQueued();
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
	public boolean unwindAndSettle() {
		while (this.kernel.phase() >= TaskState.RUNNING && this.kernel.phase() < TaskState.UNWOUND) {
			if (this.kernel.tryUnwind()) {
				return this.kernel.trySettleUnwound();
			}
		}
		return false;
	}

	@Test
	void modelChecked() {
		ModelCheck.options(15, 500)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(1)
			.sequentialSpecification(Sequential.class)
			.check(SettleOnceLincheckTests.class);
	}

	@Test
	void stressed() {
		ModelCheck.stress(10, 2000)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(1)
			.sequentialSpecification(Sequential.class)
			.check(SettleOnceLincheckTests.class);
	}

	/** The bare state machine. */
	private static final class Kernel extends TaskState {

		private static final StripeCounters COUNTERS = TestCounters
			.on(new Stripe(new Counter(), new Saturation(), 2, 1, null), new Object());

		private Kernel() {
			super(COUNTERS, 1);
		}

	}

	/** What it does when nobody races. */
	public static class Sequential {

		private boolean decided;

		private String phase = "queued";

		public boolean cancel() {
			return decide();
		}

		public boolean complete() {
			return decide();
		}

		private boolean decide() {
			boolean won = !this.decided;
			this.decided = true;
			return won;
		}

		public boolean begin() {
			return move("queued", "running");
		}

		public boolean settleQueued() {
			return move("queued", "settled");
		}

		public boolean interrupt() {
			return move("running", "interrupted");
		}

		public boolean unwindAndSettle() {
			return move("running", "settled") || move("interrupted", "settled");
		}

		private boolean move(String from, String to) {
			boolean won = this.phase.equals(from);
			if (won) {
				this.phase = to;
			}
			return won;
		}

	}

}
