package dev.corral.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.scope.ScopeMembers;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.TestCounters;

/**
 * Tasks that settle, also while they are moved, against a launch, a look and the close of
 * their scope: no member is lost, none stays, and the last one is noticed.
 */
@Tag("model")
public class ScopeMembersLincheckTests {

	private static final int MEMBERS = 3;

	private static final int FIRST_CHUNK = 8;

	private static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private static final StripeCounters COUNTERS = TestCounters
		.on(new Stripe(new Counter(), new Saturation(), 2, 1, null), PARTS);

	/** With the fourth task those before it are moved. */
	private final ScopeMembers members = new ScopeMembers(1);

	private final List<SupervisedTask<?>> tasks = new ArrayList<>();

	public ScopeMembersLincheckTests() {
		for (int i = 0; i <= MEMBERS; i++) {
			this.tasks.add(running());
		}
		for (int i = 0; i < MEMBERS; i++) {
			this.members.add(this.tasks.get(i));
		}
		for (int i = MEMBERS; i < FIRST_CHUNK; i++) {
			SupervisedTask<?> gone = running();
			this.members.add(gone);
			settle(gone);
		}
	}

	private static SupervisedTask<?> running() {
		SupervisedTask<?> task = new TaskHandle<>(COUNTERS, new LaunchOrigin("task", LaunchSite.UNKNOWN),
				TaskOptions.DEFAULTS, 1, null, null);
		task.markQueued();
		task.tryBegin();
		return task;
	}

	private void settle(int number) {
		settle(this.tasks.get(number));
	}

	private void settle(SupervisedTask<?> task) {
		task.tryUnwind();
		task.trySettleUnwound();
		task.markGone();
		var unused = this.members.remove(task);
	}

	@Operation(runOnce = true)
	public void settleFirst() {
		settle(0);
	}

	@Operation(runOnce = true)
	public void settleSecond() {
		settle(1);
	}

	@Operation(runOnce = true)
	public void settleThird() {
		settle(2);
	}

	@Operation(runOnce = true)
	public boolean addFourth() {
		return this.members.add(this.tasks.get(MEMBERS));
	}

	@Operation(runOnce = true)
	public void close() {
		this.members.close();
	}

	@Operation
	public int size() {
		return this.members.size();
	}

	@Operation
	public boolean isOver() {
		return this.members.isOver();
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 300)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(2)
			.sequentialSpecification(Members.class)
			.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
			.check(ScopeMembersLincheckTests.class);
	}

	@Test
	void linearizableUnderStress() {
		ModelCheck.stress(10, 1000)
			.threads(3)
			.actorsPerThread(2)
			.actorsAfter(2)
			.sequentialSpecification(Members.class)
			.check(ScopeMembersLincheckTests.class);
	}

	/** A set, and whether it is closed. */
	public static class Members {

		private final Set<Integer> left = new TreeSet<>(List.of(0, 1, 2));

		private boolean closed;

		public void settleFirst() {
			this.left.remove(0);
		}

		public void settleSecond() {
			this.left.remove(1);
		}

		public void settleThird() {
			this.left.remove(2);
		}

		public boolean addFourth() {
			return !this.closed && this.left.add(MEMBERS);
		}

		public void close() {
			this.closed = true;
		}

		public int size() {
			return this.left.size();
		}

		public boolean isOver() {
			return this.closed && this.left.isEmpty();
		}

	}

}
