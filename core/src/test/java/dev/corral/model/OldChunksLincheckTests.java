package dev.corral.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.TestCounters;

/**
 * Old tasks that leave while another thread counts and moves them together: each is in
 * the counters once, its slot comes back once, and a reader meets what is left in order.
 */
@Tag("model")
public class OldChunksLincheckTests {

	private static final int CHUNK = 4;

	/** Two old chunks, and one young task. */
	private static final int ENTERED = 2 * CHUNK + 1;

	/** The last of each old chunk; all before them are gone when the race begins. */
	private static final int FIRST = CHUNK;

	private static final int SECOND = 2 * CHUNK;

	private static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private static final LaunchOrigin ORIGIN = new LaunchOrigin("task", LaunchSite.UNKNOWN);

	private final Stripe stripe = new Stripe(new Counter(), new Saturation(), CHUNK, 1, null);

	private final StripeCounters counters = TestCounters.on(this.stripe, PARTS);

	/** Used by one thread at a time. */
	private final StripePosition place = new StripePosition(this.stripe, 0, true);

	private final List<SupervisedTask<?>> tasks = new ArrayList<>();

	public OldChunksLincheckTests() {
		this.stripe.lend(ENTERED);
		for (int i = 0; i < ENTERED; i++) {
			SupervisedTask<?> task = new TaskHandle<>(this.counters, ORIGIN, TaskOptions.DEFAULTS, 1, null, null);
			task.markQueued();
			this.stripe.enter(task, false);
			this.tasks.add(task);
		}
		for (int id = 1; id < SECOND; id++) {
			if (id != FIRST) {
				end(id, new Outcome.Success<>("value"));
			}
		}
	}

	// Steps before the last are none of the model's: a reader may see them one by one
	private void end(int id, Outcome<?> outcome) {
		SupervisedTask<?> task = this.tasks.get(id - 1);
		task.tryDecide(outcome);
		task.stepTaken();
		task.leaveRegistry();
	}

	@Operation(runOnce = true)
	public void beginSecond() {
		SupervisedTask<?> task = this.tasks.get(SECOND - 1);
		task.tryBegin();
		task.stepTaken();
	}

	@Operation(runOnce = true)
	public void endFirst() {
		end(FIRST, new Outcome.Success<>("value"));
	}

	@Operation(runOnce = true)
	public void endSecond() {
		end(SECOND, new Outcome.Cancelled<>("reason", null));
	}

	@Operation
	public long settled() {
		return this.stripe.read(this.counters).settled();
	}

	// By whoever ended them, too
	@Operation
	public long begun() {
		return ENTERED - this.stripe.read(this.counters).queued();
	}

	@Operation(nonParallelGroup = "lender")
	public int withdraw() {
		return this.stripe.withdraw();
	}

	@Operation(nonParallelGroup = "reader")
	public long next() {
		for (long id = this.place.peek(); id != Long.MAX_VALUE; id = this.place.peek()) {
			if (this.place.take(id) != null) {
				return id;
			}
		}
		return 0;
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 300)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(3)
			.sequentialSpecification(Counters.class)
			.check(OldChunksLincheckTests.class);
	}

	@Test
	void linearizableUnderStress() {
		ModelCheck.stress(10, 1000)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(3)
			.sequentialSpecification(Counters.class)
			.check(OldChunksLincheckTests.class);
	}

	/** What is left, and what was taken back of it. */
	public static class Counters {

		private final Set<Integer> left = new TreeSet<>(List.of(FIRST, SECOND, ENTERED));

		private boolean begun;

		private int withdrawn;

		private int passed;

		public void beginSecond() {
			this.begun = true;
		}

		public void endFirst() {
			this.left.remove(FIRST);
		}

		public void endSecond() {
			this.left.remove(SECOND);
		}

		public long settled() {
			return (long) ENTERED - this.left.size();
		}

		public long begun() {
			return settled() + ((this.begun && this.left.contains(SECOND)) ? 1 : 0);
		}

		public int withdraw() {
			int free = ENTERED - this.left.size() - this.withdrawn;
			this.withdrawn += free;
			return free;
		}

		public long next() {
			int id = this.left.stream().filter((other) -> other > this.passed).findFirst().orElse(0);
			this.passed = Math.max(this.passed, id);
			return id;
		}

	}

}
