package dev.corral.programs;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;

/** How an actor waits for tasks and scopes, and what a wait must return or throw. */
final class ActorWaits {

	private final RandomProgram program;

	private final SplittableRandom random;

	private final ActorChoices choices;

	/** The task whose body this is. */
	private final @Nullable SupervisedTask<?> self;

	ActorWaits(RandomProgram program, SplittableRandom random, @Nullable SupervisedTask<?> self) {
		this.program = program;
		this.random = random;
		this.choices = new ActorChoices(program, random);
		this.self = self;
	}

	@SuppressWarnings("ReferenceEquality")
	void await(int draw) throws InterruptedException {
		OpenedScope scope = this.choices.anyScope();
		SupervisedTask<?> task = this.choices.anyTask();
		if (draw < 78 && scope != null) {
			join(scope.scope);
		}
		else if (task != null && task != this.self) {
			this.choices.step("waits for " + task);
			switch (this.random.nextInt(3)) {
				case 0 -> join(task);
				case 1 -> {
					boolean settled = task.awaitSettled(RandomProgram.millis(this.random, 1500));
					this.choices.check(!settled || task.phase() == TaskState.GONE,
							() -> task + " was reported as settled");
				}
				default -> get(task);
			}
		}
	}

	private void join(SupervisedTask<?> task) throws InterruptedException {
		this.program.history.joining.put(Thread.currentThread(), task);
		try {
			Object value = task.join();
			this.program.history.joined(task, value, null);
		}
		catch (CancellationException | CompletionException ex) {
			this.program.history.joined(task, null, ex);
			rethrowSometimes(ex, task.decided() instanceof Outcome.Panicked);
		}
		catch (ProgramBody.Unprintable ex) {
			this.choices.step("cannot print the outcome of " + task);
		}
		finally {
			this.program.history.joining.remove(Thread.currentThread());
		}
	}

	private void get(SupervisedTask<?> task) throws InterruptedException {
		long start = this.program.simulation.nanoTime();
		Duration most = RandomProgram.millis(this.random, 1500);
		try {
			task.get(most.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			this.choices.check(this.program.simulation.nanoTime() - start >= most.toNanos(), () -> "gave up too early");
		}
		catch (ExecutionException | CancellationException ex) {
			this.choices.check(task.isDone(), () -> "get threw before the outcome");
		}
		catch (ProgramBody.Unprintable ex) {
			this.choices.step("cannot print the outcome of " + task);
		}
	}

	private void join(Scope scope) throws InterruptedException {
		this.choices.step("joins " + scope);
		boolean own = this.self != null && this.self.scope != null && this.self.scope.isAtOrBelow(scope.id());
		this.program.history.joining.put(Thread.currentThread(), scope);
		try {
			scope.join();
			this.program.history.joined(scope, null);
			this.choices.check(!own, () -> scope + " was joined by a task of its own");
		}
		catch (ProgramBody.Unprintable ex) {
			this.choices.step("cannot print the outcome of " + scope);
		}
		catch (IllegalStateException ex) {
			this.choices.check(own || ex instanceof CancellationException, () -> "join threw " + ex);
			if (!own) {
				this.program.history.joined(scope, ex);
			}
		}
		catch (CompletionException ex) {
			this.program.history.joined(scope, ex);
			Cause cause = scope.endedBy();
			rethrowSometimes(ex, cause != null && cause.reported());
		}
		finally {
			this.program.history.joining.remove(Thread.currentThread());
		}
	}

	private void rethrowSometimes(RuntimeException thrown, boolean reported) {
		if (this.random.nextInt(4) == 0) {
			this.program.history.propagating.put(thrown, reported);
			throw thrown;
		}
	}

}
