package dev.corral.programs;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.corral.Limits;
import dev.corral.TaskContext;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.testing.Gate;
import dev.corral.testing.Parts;

/** One thread's way through the program; its choices do not depend on the others'. */
final class ProgramActor {

	private final RandomProgram program;

	private final SplittableRandom random;

	private final ActorChoices choices;

	private final ActorLaunches launches;

	private final ActorWaits waits;

	/** The task whose body this is. */
	private final @Nullable SupervisedTask<?> self;

	ProgramActor(RandomProgram program, SplittableRandom random, int depth, @Nullable SupervisedTask<?> self) {
		this.program = program;
		this.random = random;
		this.choices = new ActorChoices(program, random);
		this.launches = new ActorLaunches(program, random, depth);
		this.waits = new ActorWaits(program, random, self);
		this.self = self;
	}

	// Steps that no interrupt ends
	void freely(int least, int most) {
		for (int step = this.random.nextInt(least, most + 1); step > 0; step--) {
			try {
				step();
			}
			catch (InterruptedException | CancellationException | CompletionException ex) {
				this.choices.step("goes on after " + ex.getClass().getSimpleName());
			}
		}
	}

	void step() throws InterruptedException {
		int draw = this.random.nextInt(100);
		if (draw < 18) {
			this.program.simulation.sleep(RandomProgram.millis(this.random, 1500));
		}
		else if (draw < 24) {
			this.program.simulation.yield();
		}
		else if (draw < 56) {
			this.launches.launch();
		}
		else if (draw < 66) {
			this.launches.openScope();
		}
		else if (draw < 76) {
			end(draw);
		}
		else if (draw < 86) {
			this.waits.await(draw);
		}
		else {
			doSomethingElse(draw);
		}
	}

	private void end(int draw) {
		OpenedScope scope = this.choices.anyScope();
		SupervisedTask<?> task = this.choices.anyTask();
		if (draw < 68 && scope != null) {
			this.choices.step("closes " + scope.scope);
			scope.scope.close();
		}
		else if (draw < 70 && scope != null) {
			this.choices.step("cancels " + scope.scope);
			boolean first = !scope.scope.isCancelled() && !scope.scope.members().isOver();
			this.choices.check(first == scope.scope.cancel("by " + Thread.currentThread().getName()),
					() -> "cancel of " + scope.scope + " did not return whether it decided");
		}
		else if (task != null) {
			cancel(task, draw);
		}
	}

	private void cancel(SupervisedTask<?> task, int draw) {
		this.choices.step("cancels " + task);
		boolean first = !task.isDone();
		boolean live = Parts.of(this.program.corral()).registry().find(task.id()) != null;
		boolean decided = switch (draw % 3) {
			case 0 -> task.cancel("by handle");
			case 1 -> cancelAsFuture(task);
			default -> this.program.corral().monitor().cancel(task.id(), "by id");
		};
		this.choices.check(decided == (first && (live || draw % 3 != 2)),
				() -> "cancel of " + task + " did not return whether it decided");
	}

	private boolean cancelAsFuture(SupervisedTask<?> task) {
		boolean interrupts = this.random.nextBoolean();
		boolean decided = task.cancel(interrupts);
		if (decided && !interrupts) {
			this.program.history.spared.add(task);
		}
		return decided;
	}

	private void doSomethingElse(int draw) {
		switch (draw) {
			case 86, 87, 88, 89 -> onCancel();
			case 90, 91 -> limit();
			case 92, 93 -> read();
			case 94, 95 -> future();
			case 96 -> foreigner();
			case 97 -> Thread.currentThread().interrupt();
			case 98 -> this.launches.launch();
			default -> {
				if (this.random.nextInt(4) == 0) {
					this.program.closeLauncher();
				}
			}
		}
	}

	private void onCancel() {
		OpenedScope opened = this.choices.anyScope();
		SupervisedTask<?> task = this.self;
		Runnable takeBack = () -> {
		};
		if (opened != null) {
			takeBack = this.program.history.awaitCancel(opened.scope, null, opened.scope::onCancel);
		}
		else if (task != null) {
			takeBack = this.program.history.awaitCancel(null, task, TaskContext.current()::onCancel);
		}
		if (this.random.nextInt(3) == 0) {
			this.program.simulation.yield();
			takeBack.run();
		}
	}

	private void limit() {
		int most = this.random.nextInt(5);
		Limits limits = Limits.unchanged();
		try {
			this.program.corral()
				.limits(this.random.nextBoolean() ? limits.withMaxLive(most)
						: limits.withMaxLive(this.choices.anyName(), most));
		}
		catch (IllegalArgumentException ex) {
			this.choices.check(this.program.fewNames, () -> "limits threw " + ex);
		}
	}

	private void read() {
		try (TaskCursor cursor = this.program.corral().monitor().tasks(TaskFilter.all())) {
			for (int i = this.random.nextInt(4); i > 0 && cursor.next().isPresent(); i--) {
				this.program.simulation.yield();
			}
		}
		this.program.corral().monitor().scopes();
		this.program.corral().dumps().write(TaskFilter.all(), 10, new StringBuilder());
	}

	private void future() {
		SupervisedTask<?> task = this.choices.anyTask();
		if (task != null) {
			CompletableFuture<?> future = task.toCompletableFuture();
			this.program.history.futures.put(task, future);
			if (this.random.nextInt(3) == 0) {
				future.cancel(this.random.nextBoolean());
			}
		}
	}

	private void foreigner() {
		if (this.program.foreignersLeft-- > 0) {
			SplittableRandom own = this.random.split();
			Gate end = new Gate(this.program.simulation);
			this.program.foreigners.add(end);
			this.program.simulation.start("foreigner", () -> {
				RandomProgram.CONTEXT.set("foreign");
				new ProgramActor(this.program, own, 0, null).freely(4, 14);
				end.open();
			});
		}
	}

}
