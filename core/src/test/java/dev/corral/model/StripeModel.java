package dev.corral.model;

import java.util.ArrayList;
import java.util.List;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.RegistryEntry;
import dev.corral.internal.registry.RegistryRecord;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.TestCounters;

/** A stripe for model checks: what may be done with it, and what must come of it. */
@Param(name = "id", gen = IntGen.class, conf = "1:5")
public abstract class StripeModel {

	/** Three have entered before the race, two may enter in it. */
	static final int ENTERED = 3;

	/** Two slots are free before the race: room for those that enter, whoever leaves. */
	static final int CREDIT = 2;

	/** So that some tasks are old and others get old in the race. */
	private static final int CHUNK = 2;

	private static final int YOUNG_CHUNKS = 1;

	private static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private static final LaunchOrigin ORIGIN = new LaunchOrigin("task", LaunchSite.UNKNOWN);

	final Stripe stripe;

	private final StripeCounters counters;

	private final StripePosition sweep;

	/** So that no collection takes part. */
	private final List<SupervisedTask<?>> held = new ArrayList<>();

	/** Used by one thread at a time. */
	private StripePosition place;

	StripeModel(RegistryRecord.@Nullable Maker records) {
		this.stripe = new Stripe(new Counter(), new Saturation(), CHUNK, YOUNG_CHUNKS, records);
		this.sweep = new StripePosition(this.stripe, 0, false);
		this.place = new StripePosition(this.stripe, 0, true);
		this.counters = TestCounters.on(this.stripe, PARTS);
		this.stripe.lend(ENTERED + CREDIT);
		for (int i = 0; i < ENTERED; i++) {
			enter();
		}
	}

	boolean enter() {
		SupervisedTask<?> task = new TaskHandle<>(this.counters, ORIGIN, TaskOptions.DEFAULTS, 1, null, null);
		task.markQueued();
		this.held.add(task);
		while (!this.stripe.enter(task, false)) {
			int free = this.stripe.withdraw();
			if (free == 0) {
				return false;
			}
			this.stripe.lend(free);
		}
		return true;
	}

	@Operation(runOnce = true, nonParallelGroup = "lender")
	public boolean enterFourth() {
		return enter();
	}

	@Operation(runOnce = true, nonParallelGroup = "lender")
	public boolean enterFifth() {
		return enter();
	}

	@Operation(nonParallelGroup = "ender")
	public boolean succeed(@Param(name = "id") int id) {
		return end(id, new Outcome.Success<>("value"));
	}

	@Operation(nonParallelGroup = "ender")
	public boolean fail(@Param(name = "id") int id) {
		return end(id, new Outcome.Cancelled<>("reason", null));
	}

	boolean end(int id, Outcome<?> outcome) {
		SupervisedTask<?> task = (SupervisedTask<?>) new StripePosition(this.stripe, id - 1L, true).take(id);
		if (task == null || !task.tryBegin()) {
			return false;
		}
		task.stepTaken();
		task.tryDecide(outcome);
		task.stepTaken();
		task.leaveRegistry();
		return true;
	}

	@Operation(nonParallelGroup = "sweeper")
	public String sweepTwo() {
		return this.sweep.takeNext(2).stream().map((task) -> task.id() + " ").reduce("", String::concat);
	}

	@Operation
	public String counters() {
		Counts counts = this.stripe.read(this.counters);
		return counts.launched() + " launched, " + counts.settled() + " settled, " + counts.unreachable()
				+ " unreachable";
	}

	@Operation(nonParallelGroup = "lender")
	public int withdraw() {
		return this.stripe.withdraw();
	}

	@Operation(nonParallelGroup = "reader")
	public void goTo(@Param(name = "id") int after) {
		this.place = new StripePosition(this.stripe, after - 1L, true);
	}

	@Operation(nonParallelGroup = "reader")
	public long next() {
		while (true) {
			long id = this.place.peek();
			if (id == Long.MAX_VALUE) {
				return 0;
			}
			RegistryEntry task = this.place.take(id);
			if (task != null) {
				return (task.id() == id) ? id : -1;
			}
		}
	}

	/** A plain list of ids, and what was done with them. */
	public static class InOrder {

		private final List<Integer> entered = new ArrayList<>();

		private int swept;

		private int passed;

		private int credit = ENTERED + CREDIT;

		private int launched;

		private int settled;

		private int unreachable;

		public InOrder() {
			for (int i = 0; i < ENTERED; i++) {
				enter();
			}
		}

		private boolean enter() {
			if (this.credit == 0) {
				return false;
			}
			this.credit--;
			this.launched++;
			this.entered.add(this.launched);
			return true;
		}

		public boolean enterFourth() {
			return enter();
		}

		public boolean enterFifth() {
			return enter();
		}

		public boolean succeed(int id) {
			return end(id);
		}

		public boolean fail(int id) {
			return end(id);
		}

		private boolean end(int id) {
			boolean there = this.entered.removeIf((other) -> other == id);
			if (there) {
				this.settled++;
				this.credit++;
			}
			return there;
		}

		boolean lost(int id) {
			boolean there = this.entered.removeIf((other) -> other == id);
			if (there) {
				this.unreachable++;
				this.credit++;
			}
			return there;
		}

		public String sweepTwo() {
			StringBuilder fresh = new StringBuilder();
			for (int i = 0; i < 2; i++) {
				int id = after(this.swept);
				if (id != 0) {
					this.swept = id;
					fresh.append(id).append(' ');
				}
			}
			return fresh.toString();
		}

		private int after(int id) {
			return this.entered.stream().filter((other) -> other > id).findFirst().orElse(0);
		}

		public String counters() {
			return this.launched + " launched, " + this.settled + " settled, " + this.unreachable + " unreachable";
		}

		public int withdraw() {
			int free = this.credit;
			this.credit = 0;
			return free;
		}

		public void goTo(int after) {
			this.passed = after - 1;
		}

		public long next() {
			int id = after(this.passed);
			this.passed = (id != 0) ? id : this.passed;
			return id;
		}

	}

}
