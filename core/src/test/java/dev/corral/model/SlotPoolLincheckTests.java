package dev.corral.model;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.SlotPool;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.LaunchSite;

/**
 * The slots of a launcher, lent to two stripes, behave as one number: a launch is refused
 * only when no slot is free, whichever stripe a task leaves and however slots are lent.
 */
@Tag("model")
public class SlotPoolLincheckTests {

	/**
	 * All of them are taken when the race begins: two by tasks, one for a task to come.
	 */
	private static final int SLOTS = 3;

	private static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private static final LaunchOrigin ORIGIN = new LaunchOrigin("task", LaunchSite.UNKNOWN);

	private final Counter ids = new Counter();

	private final Saturation saturation = new Saturation();

	private final Stripe[] stripes = { stripe(), stripe() };

	private final StripeCounters[] counters = { counters(0), counters(1) };

	private final SlotPool pool = new SlotPool(this.stripes, this.saturation, SLOTS);

	private final SupervisedTask<?> first = task(0);

	private final SupervisedTask<?> second = task(1);

	public SlotPoolLincheckTests() {
		this.pool.enter(this.first);
		this.pool.enter(this.second);
		this.pool.tryAdd(SLOTS);
	}

	private Stripe stripe() {
		return new Stripe(this.ids, this.saturation, 2, 1, null);
	}

	private StripeCounters counters(int stripe) {
		return this.stripes[stripe].newCounters(stripe, new NameStats("task", null, 2, new AtomicLong()), PARTS);
	}

	private SupervisedTask<?> task(int stripe) {
		SupervisedTask<?> task = new TaskHandle<>(this.counters[stripe], ORIGIN, TaskOptions.DEFAULTS, 1, null, null);
		task.markQueued();
		return task;
	}

	private static void end(SupervisedTask<?> task) {
		task.tryBegin();
		task.stepTaken();
		task.tryDecide(new Outcome.Success<>("value"));
		task.stepTaken();
		task.leaveRegistry();
	}

	@Operation
	public boolean enterOne() {
		return this.pool.enter(task(0));
	}

	@Operation
	public boolean enterOther() {
		return this.pool.enter(task(1));
	}

	@Operation
	public boolean take() {
		return this.pool.tryAdd(SLOTS);
	}

	@Operation(runOnce = true)
	public void leaveOne() {
		end(this.first);
	}

	@Operation(runOnce = true)
	public void leaveOther() {
		end(this.second);
	}

	@Operation(runOnce = true)
	public void undoTaken() {
		this.pool.remove();
	}

	@Operation(runOnce = true)
	public void raise() {
		this.pool.limited(SLOTS + 1);
	}

	@Test
	void limitIsExactInTheModel() {
		ModelCheck.options(10, 250)
			.threads(2)
			.actorsPerThread(3)
			.actorsAfter(2)
			.sequentialSpecification(OneNumber.class)
			.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
			.check(SlotPoolLincheckTests.class);
	}

	// The count of a launch that will be refused meets a task that leaves a stripe that
	// it
	// has read, and a launch that takes the slot
	@Test
	void refusalAgainstATaskThatLeavesIsExact() throws Exception {
		for (String end : List.of("leaveOne", "leaveOther", "undoTaken", "raise")) {
			List<List<Actor>> race = List.of(List.of(actor("enterOne"), actor("enterOther")),
					List.of(actor(end), actor("enterOther")));
			ModelCheck.options(0, 1000)
				.sequentialSpecification(OneNumber.class)
				.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
				.addCustomScenario(new ExecutionScenario(List.of(actor("enterOther")), race,
						List.of(actor("enterOne"), actor("enterOther")), null))
				.check(SlotPoolLincheckTests.class);
		}
	}

	private static Actor actor(String operation) throws NoSuchMethodException {
		return new Actor(SlotPoolLincheckTests.class.getMethod(operation), List.of());
	}

	@Test
	void limitIsExactUnderStress() {
		ModelCheck.stress(10, 1000)
			.threads(3)
			.actorsPerThread(3)
			.actorsAfter(2)
			.sequentialSpecification(OneNumber.class)
			.check(SlotPoolLincheckTests.class);
	}

	/** How many slots are taken, and how many there are. */
	public static class OneNumber {

		private int taken = SLOTS;

		private int max = SLOTS;

		public boolean enterOne() {
			return take();
		}

		public boolean enterOther() {
			return take();
		}

		public boolean take() {
			if (this.taken >= this.max) {
				return false;
			}
			this.taken++;
			return true;
		}

		public void leaveOne() {
			this.taken--;
		}

		public void leaveOther() {
			this.taken--;
		}

		public void undoTaken() {
			this.taken--;
		}

		public void raise() {
			this.max = SLOTS + 1;
		}

	}

}
