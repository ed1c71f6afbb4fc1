package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.LaunchSite;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stripe is a list in order of launch: entering, leaving while young or old, the sweep,
 * a reader's place, the books and the credit behave as if one did them after the other.
 * So a reader meets no task twice and misses none that stays, and no slot is lost.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:5")
public class StripeLincheckTests {

	/** Three have entered before the race, two may enter in it. */
	private static final int ENTERED = 3;

	/** Two slots are free before the race: room for those that enter, whoever leaves. */
	private static final int CREDIT = 2;

	/** So that some tasks are old and others get old in the race. */
	private static final int CHUNK = 2;

	private static final int YOUNG_CHUNKS = 1;

	private static final Launcher LAUNCHER = new Launcher(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private static final Origin ORIGIN = new Origin("task", LaunchSite.UNKNOWN);

	private final Stripe stripe = new Stripe(new Counter(), CHUNK, YOUNG_CHUNKS, null);

	private final Tally tally = new Tally(this.stripe, new NameBook(LAUNCHER, "task", null, new Stripe[0]));

	/** Used by one thread at a time. */
	private Place place = new Place(0, true);

	public StripeLincheckTests() {
		this.stripe.lend(ENTERED + CREDIT);
		for (int i = 0; i < ENTERED; i++) {
			enter();
		}
	}

	private boolean enter() {
		SupervisedTask<?> task = new SupervisedTask<>(this.tally, ORIGIN, TaskOptions.DEFAULTS, 1, null, null);
		task.markQueued();
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

	private boolean end(int id, Outcome<?> outcome) {
		SupervisedTask<?> task = this.stripe.find(id);
		if (task == null || !task.tryBegin()) {
			return false;
		}
		this.stripe.note(task);
		task.tryDecide(outcome);
		this.stripe.note(task);
		this.stripe.gone(task);
		return true;
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

	@Operation(nonParallelGroup = "lender")
	public int withdraw() {
		return this.stripe.withdraw();
	}

	@Operation(nonParallelGroup = "reader")
	public void goTo(@Param(name = "id") int after) {
		this.place = new Place(after - 1L, true);
	}

	@Operation(nonParallelGroup = "reader")
	public long next() {
		while (true) {
			long id = this.stripe.peek(this.place);
			if (id == Long.MAX_VALUE) {
				return 0;
			}
			SupervisedTask<?> task = this.stripe.take(this.place, id);
			if (task != null) {
				return (task.id() == id) ? id : -1;
			}
		}
	}

	@Test
	void rollingKeepsOrderBooksAndCredit() {
		for (int i = 0; i < 20; i++) {
			this.stripe.lend(1);
			assertThat(enter()).isTrue();
		}
		assertThat(end(2, new Outcome.Success<>("value"))).isTrue();
		assertThat(end(5, new Outcome.Cancelled<>("reason", null))).isTrue();
		assertThat(end(23, new Outcome.Success<>("value"))).isTrue();
		List<Long> seen = new ArrayList<>();
		for (long id = next(); id != 0; id = next()) {
			seen.add(id);
		}
		List<Long> left = new ArrayList<>(LongStream.rangeClosed(1, ENTERED + 20).boxed().toList());
		left.removeAll(List.of(2L, 5L, 23L));
		assertThat(seen).isEqualTo(left);
		assertThat(books()).isEqualTo("23 launched, 3 settled");
		assertThat(withdraw()).isEqualTo(CREDIT + 3);
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 200)
			.threads(2)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrder.class)
			.addGuarantee(ModelCheck.inOneStep(Headroom.class))
			.check(StripeLincheckTests.class);
	}

	// The third gets old while it leaves
	@Test
	void leavingWhileGettingOldIsLinearizable() throws Exception {
		List<List<Actor>> race = List.of(List.of(actor("enterFourth"), actor("enterFifth")),
				List.of(actor("succeed", 3), actor("books")));
		ModelCheck.options(0, 2000)
			.sequentialSpecification(InOrder.class)
			.addGuarantee(ModelCheck.inOneStep(Headroom.class))
			.addCustomScenario(new ExecutionScenario(List.of(), race, List.of(actor("books"), actor("withdraw")), null))
			.check(StripeLincheckTests.class);
	}

	private static Actor actor(String operation, Integer... arguments) throws NoSuchMethodException {
		Class<?>[] types = (arguments.length > 0) ? new Class<?>[] { int.class } : new Class<?>[0];
		return new Actor(StripeLincheckTests.class.getMethod(operation, types), List.of(arguments));
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

		private final List<Integer> entered = new ArrayList<>();

		private int swept;

		private int passed;

		private int credit = ENTERED + CREDIT;

		private int launched;

		private int settled;

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

		public String books() {
			return this.launched + " launched, " + this.settled + " settled";
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
