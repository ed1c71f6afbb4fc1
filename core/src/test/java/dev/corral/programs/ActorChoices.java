package dev.corral.programs;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.task.SupervisedTask;

/**
 * The scopes, tasks and names that an actor takes at random, and its way to report what
 * it does.
 */
final class ActorChoices {

	private final RandomProgram program;

	private final SplittableRandom random;

	ActorChoices(RandomProgram program, SplittableRandom random) {
		this.program = program;
		this.random = random;
	}

	@Nullable OpenedScope anyScope() {
		List<OpenedScope> all = this.program.history.scopes;
		int from = this.random.nextBoolean() ? 0 : Math.max(0, all.size() - 2);
		return (all.isEmpty() || this.random.nextInt(5) == 0) ? null
				: all.get(from + this.random.nextInt(all.size() - from));
	}

	@Nullable SupervisedTask<?> anyTask() {
		List<PlannedLaunch> all = this.program.history.planned;
		return all.isEmpty() ? null : all.get(this.random.nextInt(all.size())).task;
	}

	String anyName() {
		return RandomProgram.NAMES.get(this.random.nextInt(RandomProgram.NAMES.size()));
	}

	void step(String line) {
		this.program.history.step(line);
	}

	void check(boolean right, Supplier<String> what) {
		this.program.history.check(right, what);
	}

}
