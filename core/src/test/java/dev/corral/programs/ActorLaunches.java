package dev.corral.programs;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskLauncher;
import dev.corral.TaskSpec;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Parts;

/** How an actor launches tasks and opens scopes. */
final class ActorLaunches {

	private final RandomProgram program;

	private final SplittableRandom random;

	private final ActorChoices choices;

	private final int depth;

	ActorLaunches(RandomProgram program, SplittableRandom random, int depth) {
		this.program = program;
		this.random = random;
		this.choices = new ActorChoices(program, random);
		this.depth = depth;
	}

	void openScope() {
		OpenedScope above = this.choices.anyScope();
		if (above != null && above.depth >= RandomProgram.MAX_DEPTH) {
			return;
		}
		boolean failFast = this.random.nextInt(3) > 0;
		ScopeConfig config = failFast ? ScopeConfig.failFast() : ScopeConfig.supervise();
		if (this.random.nextInt(3) == 0) {
			config = config.timeout(Duration.ofMillis(1 + this.random.nextInt(3000)));
		}
		if (this.random.nextInt(3) == 0) {
			config = config.limit(1 + this.random.nextInt(2));
		}
		if (this.random.nextInt(5) == 0) {
			config = config.detached();
		}
		try {
			Scope scope = (Scope) launcherOf(above).openScope(this.choices.anyName(), config);
			this.choices.step("opened " + scope);
			this.program.history.scopes.add(new OpenedScope(scope, failFast, (above != null) ? above.depth + 1 : 1));
		}
		catch (RejectedExecutionException ex) {
			this.choices.check(isClosed(above), () -> "openScope was refused: " + ex);
		}
	}

	private TaskLauncher launcherOf(@Nullable OpenedScope scope) {
		return (scope != null) ? scope.scope : this.program.corral();
	}

	private boolean isClosed(@Nullable OpenedScope scope) {
		return Parts.of(this.program.corral()).shutdown().hasBegun()
				|| (scope != null && scope.scope.members().isClosed());
	}

	private boolean hasEnded(@Nullable OpenedScope scope) {
		return scope != null
				&& (scope.scope.isCancelled() || this.program.simulation.nanoTime() >= scope.scope.endsBy());
	}

	void launch() {
		if (this.program.tasksLeft-- <= 0) {
			return;
		}
		OpenedScope scope = this.choices.anyScope();
		if (isClosed(scope) && this.random.nextInt(4) > 0) {
			scope = this.choices.anyScope();
		}
		boolean tooLate = isClosed(scope) || hasEnded(scope);
		PlannedLaunch plan = new PlannedLaunch(this.choices.anyName(), scope, tooLate, RandomProgram.CONTEXT.get());
		this.program.history.planned.add(plan);
		this.choices.step("launches " + plan.name + " in " + ((scope != null) ? scope.scope : "root"));
		try {
			Task<?> task = launch(plan, launcherOf(scope));
			if (task == null) {
				this.program.history.declined++;
				return;
			}
			plan.task = (SupervisedTask<?>) task;
			if (plan.task.home() == null) {
				this.program.history.skipped++;
				this.choices.check(hasEnded(plan.scope), () -> task + " was refused for no reason");
			}
			this.choices.check(!tooLate || plan.task.home() == null, () -> task + " was launched too late");
		}
		catch (RejectedExecutionException ex) {
			this.choices.step("was refused: " + ex.getMessage());
			this.program.history.rejected++;
		}
		catch (OutOfMemoryError ex) {
			this.choices.step("found no thread: " + ex.getMessage());
			plan.task = this.program.history.unstarted.remove(Thread.currentThread());
			this.program.history.threadless += (plan.task != null) ? 0 : 1;
		}
	}

	private @Nullable Task<?> launch(PlannedLaunch plan, TaskLauncher launcher) {
		ProgramBody body = new ProgramBody(this.program, plan, this.random.split(), this.depth + 1);
		return switch (this.random.nextInt(5)) {
			case 0 -> launcher.launch(plan.name, body::run);
			case 1 -> launcher.call(plan.name, body);
			case 2 -> spec(plan, launcher).launch(body::run);
			case 3 -> spec(plan, launcher).call(body);
			default -> spec(plan, launcher).tryCall(body).orElse(null);
		};
	}

	private TaskSpec spec(PlannedLaunch plan, TaskLauncher launcher) {
		TaskSpec spec = launcher.task(plan.name);
		if (this.random.nextInt(3) == 0) {
			spec = spec.timeout(Duration.ofMillis(1 + this.random.nextInt(2000)));
		}
		if (this.random.nextInt(3) == 0) {
			spec = spec.restart(this.program.restart(this.random));
		}
		if (this.random.nextInt(3) == 0) {
			plan.ownHandler = true;
			spec = spec.recoverWith((panic) -> this.program.history.recover(plan, panic));
		}
		if (this.random.nextInt(8) == 0) {
			spec = spec.longRunning();
		}
		return (this.random.nextInt(8) == 0) ? spec.onPlatformThread() : spec;
	}

}
