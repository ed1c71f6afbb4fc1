package dev.corral.programs;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.corral.Limits;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskLauncher;
import dev.corral.TaskSpec;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.programs.ProgramHistory.Opened;
import dev.corral.programs.ProgramHistory.Planned;
import dev.corral.testing.Gate;
import dev.corral.testing.Parts;

/** One thread's way through the program; its choices do not depend on the others'. */
final class ProgramActor {

	private final RandomProgram program;

	private final SplittableRandom random;

	private final int depth;

	/** The task whose body this is. */
	private final @Nullable SupervisedTask<?> self;

	ProgramActor(RandomProgram program, SplittableRandom random, int depth, @Nullable SupervisedTask<?> self) {
		this.program = program;
		this.random = random;
		this.depth = depth;
		this.self = self;
	}

	// Steps that no interrupt ends
	void freely(int least, int most) {
		for (int step = this.random.nextInt(least, most + 1); step > 0; step--) {
			try {
				step();
			}
			catch (InterruptedException | CancellationException | CompletionException ex) {
				step("goes on after " + ex.getClass().getSimpleName());
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
			launch();
		}
		else if (draw < 66) {
			openScope();
		}
		else if (draw < 76) {
			end(draw);
		}
		else if (draw < 86) {
			await(draw);
		}
		else {
			doSomethingElse(draw);
		}
	}

	private void end(int draw) {
		Opened scope = anyScope();
		SupervisedTask<?> task = anyTask();
		if (draw < 68 && scope != null) {
			step("closes " + scope.scope);
			scope.scope.close();
		}
		else if (draw < 70 && scope != null) {
			step("cancels " + scope.scope);
			boolean first = !scope.scope.isCancelled();
			check(first == scope.scope.cancel("by " + Thread.currentThread().getName()),
					() -> "cancel of " + scope.scope + " did not tell whether it decided");
		}
		else if (task != null) {
			cancel(task, draw);
		}
	}

	private void cancel(SupervisedTask<?> task, int draw) {
		step("cancels " + task);
		boolean first = !task.isDone();
		boolean live = Parts.of(this.program.corral()).registry().find(task.id()) != null;
		boolean decided = switch (draw % 3) {
			case 0 -> task.cancel("by handle");
			case 1 -> cancelAsFuture(task);
			default -> this.program.corral().monitor().cancel(task.id(), "by id");
		};
		check(decided == (first && (live || draw % 3 != 2)),
				() -> "cancel of " + task + " did not tell whether it decided");
	}

	private boolean cancelAsFuture(SupervisedTask<?> task) {
		boolean interrupts = this.random.nextBoolean();
		boolean decided = task.cancel(interrupts);
		if (decided && !interrupts) {
			this.program.history.spared.add(task);
		}
		return decided;
	}

	@SuppressWarnings("ReferenceEquality")
	private void await(int draw) throws InterruptedException {
		Opened scope = anyScope();
		SupervisedTask<?> task = anyTask();
		if (draw < 78 && scope != null) {
			join(scope.scope);
		}
		else if (task != null && task != this.self) {
			step("waits for " + task);
			switch (this.random.nextInt(3)) {
				case 0 -> join(task);
				case 1 -> {
					boolean settled = task.awaitSettled(RandomProgram.millis(this.random, 1500));
					check(!settled || task.phase() == TaskState.GONE, () -> task + " was said to have settled");
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
			rethrowSometimes(ex);
		}
		catch (ProgramBody.Untellable ex) {
			step("cannot be told of " + task);
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
			check(this.program.simulation.nanoTime() - start >= most.toNanos(), () -> "gave up too early");
		}
		catch (ExecutionException | CancellationException ex) {
			check(task.isDone(), () -> "get threw before the outcome");
		}
		catch (ProgramBody.Untellable ex) {
			step("cannot be told of " + task);
		}
	}

	private void join(Scope scope) throws InterruptedException {
		step("joins " + scope);
		boolean own = this.self != null && this.self.scope != null && this.self.scope.isAtOrBelow(scope.id());
		this.program.history.joining.put(Thread.currentThread(), scope);
		try {
			scope.join();
			this.program.history.joined(scope, null);
			check(!own, () -> scope + " was joined by a task of its own");
		}
		catch (ProgramBody.Untellable ex) {
			step("cannot be told of " + scope);
		}
		catch (IllegalStateException ex) {
			check(own || ex instanceof CancellationException, () -> "join threw " + ex);
			if (!own) {
				this.program.history.joined(scope, ex);
			}
		}
		catch (CompletionException ex) {
			this.program.history.joined(scope, ex);
			rethrowSometimes(ex);
		}
		finally {
			this.program.history.joining.remove(Thread.currentThread());
		}
	}

	private void rethrowSometimes(RuntimeException thrown) {
		if (this.random.nextInt(4) == 0) {
			throw thrown;
		}
	}

	private void doSomethingElse(int draw) {
		switch (draw) {
			case 86, 87, 88, 89 -> onCancel();
			case 90, 91 -> limit();
			case 92, 93 -> read();
			case 94, 95 -> future();
			case 96 -> foreigner();
			case 97 -> Thread.currentThread().interrupt();
			case 98 -> launch();
			default -> {
				if (this.random.nextInt(4) == 0) {
					this.program.closeLauncher();
				}
			}
		}
	}

	private void onCancel() {
		Opened opened = anyScope();
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
				.limits(this.random.nextBoolean() ? limits.withMaxLive(most) : limits.withMaxLive(anyName(), most));
		}
		catch (IllegalArgumentException ex) {
			check(this.program.fewNames, () -> "limits threw " + ex);
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
		SupervisedTask<?> task = anyTask();
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

	private void openScope() {
		Opened above = anyScope();
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
			Scope scope = (Scope) launcherOf(above).openScope(anyName(), config);
			step("opened " + scope);
			this.program.history.scopes.add(new Opened(scope, failFast, (above != null) ? above.depth + 1 : 1));
		}
		catch (RejectedExecutionException ex) {
			check(isClosed(above), () -> "openScope was refused: " + ex);
		}
	}

	private TaskLauncher launcherOf(@Nullable Opened scope) {
		return (scope != null) ? scope.scope : this.program.corral();
	}

	private boolean isClosed(@Nullable Opened scope) {
		return Parts.of(this.program.corral()).shutdown().hasBegun()
				|| (scope != null && scope.scope.members().isClosed());
	}

	private boolean hasEnded(@Nullable Opened scope) {
		return scope != null
				&& (scope.scope.isCancelled() || this.program.simulation.nanoTime() >= scope.scope.endsBy());
	}

	private void launch() {
		if (this.program.tasksLeft-- <= 0) {
			return;
		}
		Opened scope = anyScope();
		if (isClosed(scope) && this.random.nextInt(4) > 0) {
			scope = anyScope();
		}
		boolean tooLate = isClosed(scope) || hasEnded(scope);
		Planned plan = new Planned(anyName(), scope, tooLate, RandomProgram.CONTEXT.get());
		this.program.history.planned.add(plan);
		step("launches " + plan.name + " in " + ((scope != null) ? scope.scope : "root"));
		try {
			Task<?> task = launch(plan, launcherOf(scope));
			if (task == null) {
				this.program.history.rejected++;
				return;
			}
			plan.task = (SupervisedTask<?>) task;
			if (plan.task.home() == null) {
				this.program.history.refused++;
				check(hasEnded(plan.scope), () -> task + " was refused for no reason");
			}
			check(!tooLate || plan.task.home() == null, () -> task + " was launched too late");
		}
		catch (RejectedExecutionException ex) {
			step("was refused: " + ex.getMessage());
			this.program.history.rejected++;
		}
		catch (OutOfMemoryError ex) {
			step("found no thread: " + ex.getMessage());
			plan.task = this.program.history.unstarted.remove(Thread.currentThread());
			this.program.history.threadless += (plan.task != null) ? 0 : 1;
		}
	}

	private @Nullable Task<?> launch(Planned plan, TaskLauncher launcher) {
		ProgramBody body = new ProgramBody(this.program, plan, this.random.split(), this.depth + 1);
		return switch (this.random.nextInt(5)) {
			case 0 -> launcher.launch(plan.name, body::run);
			case 1 -> launcher.call(plan.name, body);
			case 2 -> spec(plan, launcher).launch(body::run);
			case 3 -> spec(plan, launcher).call(body);
			default -> spec(plan, launcher).tryCall(body).orElse(null);
		};
	}

	private TaskSpec spec(Planned plan, TaskLauncher launcher) {
		TaskSpec spec = launcher.task(plan.name);
		if (this.random.nextInt(3) == 0) {
			spec = spec.timeout(Duration.ofMillis(1 + this.random.nextInt(2000)));
		}
		if (this.random.nextInt(3) == 0) {
			spec = spec.restart(RandomProgram.restart(this.random));
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

	private @Nullable Opened anyScope() {
		List<Opened> all = this.program.history.scopes;
		int from = this.random.nextBoolean() ? 0 : Math.max(0, all.size() - 2);
		return (all.isEmpty() || this.random.nextInt(5) == 0) ? null
				: all.get(from + this.random.nextInt(all.size() - from));
	}

	private @Nullable SupervisedTask<?> anyTask() {
		List<Planned> all = this.program.history.planned;
		return all.isEmpty() ? null : all.get(this.random.nextInt(all.size())).task;
	}

	private String anyName() {
		return RandomProgram.NAMES.get(this.random.nextInt(RandomProgram.NAMES.size()));
	}

	private void step(String line) {
		this.program.history.step(line);
	}

	private void check(boolean right, Supplier<String> what) {
		this.program.history.check(right, what);
	}

}
