package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.scope.ScopeTasks;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Counter;
import dev.corral.model.StillBackend;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.TestCounters;

import static org.assertj.core.api.Assertions.assertThat;

/** What a task and a reader see of chunks that are moved or dropped. */
class MovedTasksTests {

	private static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new StillBackend(() -> {
	}));

	private final Stripe stripe = new Stripe(new Counter(), new Saturation(), 2, 1, null);

	private final StripeCounters counters = TestCounters.on(this.stripe, PARTS);

	private SupervisedTask<?> task() {
		return task(this.counters);
	}

	private static SupervisedTask<?> task(StripeCounters counters) {
		SupervisedTask<?> task = new TaskHandle<>(counters, new LaunchOrigin("task", LaunchSite.UNKNOWN),
				TaskOptions.DEFAULTS, 1, null, null);
		task.markQueued();
		return task;
	}

	private static void end(SupervisedTask<?> task) {
		task.tryBegin();
		task.tryDecide(new Outcome.Success<>("value"));
		task.leaveRegistry();
	}

	@Test
	void taskThatSeesItsNewSlotBeforeItsNewChunkTriesAgain() {
		SupervisedTask<?> task = task();
		task.joinChunk(new SupervisedTask<?>[2], 5);
		assertThat(ScopeTasks.leave(task)).isFalse();
	}

	@Test
	void chunkThatIsDroppedHoldsNoneOfThoseAfterIt() {
		this.stripe.lend(20);
		SupervisedTask<?> first = task();
		this.stripe.enter(first, false);
		StripePosition place = new StripePosition(this.stripe, 0, true);
		assertThat(place.peek()).isEqualTo(first.id());
		Chunk held = place.chunk;
		end(first);
		for (int i = 0; i < 10; i++) {
			SupervisedTask<?> task = task();
			this.stripe.enter(task, false);
			end(task);
		}
		assertThat(held).isNotNull();
		assertThat(held.linked).isFalse();
		assertThat(held.after).isNull();
		assertThat(place.peek()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void oldChunkThatIsDroppedHoldsNeitherNeighbour() {
		this.stripe.lend(20);
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			SupervisedTask<?> task = task();
			this.stripe.enter(task, false);
			tasks.add(task);
		}
		StripePosition place = new StripePosition(this.stripe, 2, true);
		assertThat(place.peek()).isEqualTo(3);
		Chunk held = place.chunk;
		tasks.forEach(MovedTasksTests::end);
		this.stripe.catchUp();
		assertThat(held).isNotNull();
		assertThat(held.linked).isFalse();
		assertThat(held.before).isNull();
		assertThat(held.after).isNull();
		assertThat(this.stripe.read(this.counters).settled()).isEqualTo(10);
	}

	// Both chunks become one: the fourth task comes to stand before the reader, the
	// eighth where it looks next
	@Test
	void readerLosesNoTaskThatIsMovedToWhereItHasBeen() {
		Stripe wide = new Stripe(new Counter(), new Saturation(), 4, 1, null);
		StripeCounters counters = TestCounters.on(wide, PARTS);
		wide.lend(9);
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			SupervisedTask<?> task = task(counters);
			wide.enter(task, false);
			tasks.add(task);
		}
		StripePosition place = new StripePosition(wide, 0, true);
		assertThat(place.take(place.peek())).isSameAs(tasks.getFirst());
		assertThat(place.peek()).isEqualTo(2);
		for (int id : new int[] { 1, 2, 3, 5, 6, 7 }) {
			end(tasks.get(id - 1));
		}
		wide.catchUp();
		assertThat(place.take(2)).isNull();
		List<SupervisedTask<?>> seen = new ArrayList<>();
		for (long id = place.peek(); id != Long.MAX_VALUE; id = place.peek()) {
			seen.add((SupervisedTask<?>) place.take(id));
		}
		assertThat(seen).containsExactly(tasks.get(3), tasks.get(7), tasks.get(8));
	}

}
