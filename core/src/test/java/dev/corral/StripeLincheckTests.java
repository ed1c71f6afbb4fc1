package dev.corral;

import java.util.ArrayList;
import java.util.List;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.LaunchSite;

/**
 * A stripe is a list in order of launch: linking, settling (twice, too), the sweep, a
 * reader's place and the books behave as if one did them after the other. So a reader
 * meets no task twice and misses none that stays.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:5")
public class StripeLincheckTests {

	/** Three are linked before the race, two may be linked in it. */
	private static final int LINKED = 3;

	private static final Launcher LAUNCHER = new Launcher(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private final Stripe stripe = new Stripe();

	private final Tally tally = new Tally(this.stripe, new NameBook("task", null, new Stripe[0]));

	private final List<SupervisedTask<?>> tasks = new ArrayList<>();

	/** Used by one thread at a time, {@code null} when the reader is in no stripe. */
	private Stripe.@Nullable Place place;

	public StripeLincheckTests() {
		for (int id = 1; id <= LINKED + 2; id++) {
			this.tasks.add(new SupervisedTask<>(LAUNCHER, id, "task", this.tally, "body", TaskOptions.DEFAULTS,
					LaunchSite.UNKNOWN, 1, null, null));
		}
		for (int id = 1; id <= LINKED; id++) {
			link(id);
		}
	}

	private void link(int id) {
		this.stripe.link(this.tasks.get(id - 1), this.tally);
	}

	@Operation(runOnce = true)
	public void linkFourth() {
		link(LINKED + 1);
	}

	@Operation(runOnce = true)
	public void linkFifth() {
		link(LINKED + 2);
	}

	@Operation
	public boolean settle(@Param(name = "id") int id) {
		return this.stripe.settle(this.tasks.get(id - 1), this.tally);
	}

	@Operation
	public boolean find(@Param(name = "id") int id) {
		return this.stripe.find(id) != null;
	}

	@Operation
	public String sweepTwo() {
		return this.stripe.sweep(2).stream().map((task) -> task.id() + " ").reduce("", String::concat);
	}

	@Operation
	public String books() {
		Counts counts = this.stripe.read(this.tally);
		return counts.launched() + " launched, " + counts.settled() + " settled";
	}

	@Operation(nonParallelGroup = "reader")
	public void enter(@Param(name = "id") int after) {
		leave();
		this.place = this.stripe.enter(after - 1L);
	}

	@Operation(nonParallelGroup = "reader")
	public long next() {
		Stripe.Place reading = this.place;
		if (reading == null) {
			return 0;
		}
		while (true) {
			long id = reading.peek();
			if (id == Long.MAX_VALUE) {
				return 0;
			}
			SupervisedTask<?> task = reading.take(id);
			if (task != null) {
				return (task.id() == id) ? id : -1;
			}
		}
	}

	@Operation(nonParallelGroup = "reader")
	public void leave() {
		if (this.place != null) {
			this.place.leave();
			this.place = null;
		}
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 200)
			.threads(2)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrder.class)
			.check(StripeLincheckTests.class);
	}

	@Test
	void linearizableUnderStress() {
		new StressOptions().threads(3)
			.actorsPerThread(3)
			.actorsBefore(0)
			.actorsAfter(3)
			.iterations(10)
			.invocationsPerIteration(1000)
			.sequentialSpecification(InOrder.class)
			.check(StripeLincheckTests.class);
	}

	/** A plain list of ids, and what was done with them. */
	public static class InOrder {

		private final List<Integer> linked = new ArrayList<>();

		private final List<Integer> unswept = new ArrayList<>();

		/**
		 * What the reader has ahead, in order; what is linked later counts while it is
		 * not at the end.
		 */
		private final List<Integer> ahead = new ArrayList<>();

		private int launched;

		private int settled;

		public InOrder() {
			for (int id = 1; id <= LINKED; id++) {
				link(id);
			}
		}

		private void link(int id) {
			this.launched++;
			this.linked.add(id);
			this.unswept.add(id);
			if (!this.ahead.isEmpty()) {
				this.ahead.add(id);
			}
		}

		public void linkFourth() {
			link(LINKED + 1);
		}

		public void linkFifth() {
			link(LINKED + 2);
		}

		public boolean settle(int id) {
			boolean there = this.linked.removeIf((other) -> other == id);
			this.unswept.removeIf((other) -> other == id);
			this.ahead.removeIf((other) -> other == id);
			this.settled += there ? 1 : 0;
			return there;
		}

		public boolean find(int id) {
			return this.linked.contains(id);
		}

		public String sweepTwo() {
			StringBuilder swept = new StringBuilder();
			for (int i = 0; i < 2 && !this.unswept.isEmpty(); i++) {
				swept.append(this.unswept.removeFirst()).append(' ');
			}
			return swept.toString();
		}

		public String books() {
			return this.launched + " launched, " + this.settled + " settled";
		}

		public void enter(int after) {
			this.ahead.clear();
			int from = 0;
			while (from < this.linked.size() && this.linked.get(from) < after) {
				from++;
			}
			this.ahead.addAll(this.linked.subList(from, this.linked.size()));
		}

		public long next() {
			return this.ahead.isEmpty() ? 0 : this.ahead.removeFirst();
		}

		public void leave() {
			this.ahead.clear();
		}

	}

}
