package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import dev.corral.ProgramBooks.Opened;
import dev.corral.ProgramBooks.Planned;

/**
 * A program made from a seed: threads, tasks and a tree of scopes that do random things
 * to one launcher, on a simulation of the same seed.
 */
final class RandomProgram {

	static final List<String> NAMES = List.of("a", "b", "c", "d");

	private static final int MAX_DEPTH = 5;

	/** Ends every program that waits for itself. */
	private static final Duration LONGEST = Duration.ofMinutes(1);

	private static final Duration DAY = Duration.ofDays(1);

	private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

	private final SplittableRandom random;

	private final Simulation simulation;

	private final ProgramBooks books;

	private final List<Gate> foreigners = new ArrayList<>();

	private final Corral[] opened = new Corral[1];

	private int tasksLeft;

	private int foreignersLeft;

	private boolean fewNames;

	RandomProgram(long seed) {
		this.random = new SplittableRandom(seed);
		this.simulation = new Simulation(seed);
		this.books = new ProgramBooks(this.simulation, this.random.split());
	}

	/**
	 * Runs the program.
	 * @return what happened, line by line
	 * @throws AssertionError when something was not as it must be
	 */
	List<String> run(boolean strict) {
		if (this.random.nextBoolean()) {
			this.simulation.wild();
		}
		if (strict) {
			this.simulation.strict();
		}
		if (this.random.nextInt(3) == 0) {
			this.simulation
				.failingToStart((task) -> this.books.unstarted.put(Thread.currentThread(), (SupervisedTask<?>) task));
		}
		this.simulation.onQuiet(() -> QuietChecks.run(this.books));
		this.simulation.onTaskEnd(() -> this.books.check(CONTEXT.get() == null, () -> "a context is left on a thread"));
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		Log log = new Log();
		context.addTurboFilter(log);
		try {
			this.simulation.run(this::root);
		}
		finally {
			context.getTurboFilterList().remove(log);
		}
		this.books.assertBalanced();
		return this.books.trace;
	}

	List<String> trace() {
		return this.books.trace;
	}

	private Corral corral() {
		return this.opened[0];
	}

	private void root() throws InterruptedException {
		Corral corral = Corral.create(config(this.random), this.simulation);
		this.opened[0] = corral;
		this.books.open(corral);
		corral.recordDurations(this.books::record);
		this.tasksLeft = this.random.nextInt(4, 30);
		this.foreignersLeft = this.random.nextInt(4);
		SimulatedThread reaper = this.simulation.start("reaper", this::reap);
		CONTEXT.set("root");
		new Actor(this.random.split(), 0, null).freely(12, 30);
		Thread.interrupted();
		this.simulation.sleep(millis(this.random, 4000));
		closeLauncher();
		awaitEverybody();
		reaper.interrupt();
		this.books.scopes.forEach((scope) -> scope.scope.close());
	}

	private void reap() {
		try {
			this.simulation.sleep(LONGEST);
			closeLauncher();
		}
		catch (InterruptedException ex) {
			// The program has ended by itself
		}
	}

	private void closeLauncher() {
		boolean first = !corral().launcher().shutdown().hasBegun();
		this.books.note("closes the launcher");
		corral().close();
		this.books.stopped |= first;
	}

	// Also for those that others start meanwhile
	private void awaitEverybody() throws InterruptedException {
		int foreign = 0;
		int tasks = 0;
		while (foreign < this.foreigners.size() || tasks < this.books.planned.size()) {
			while (foreign < this.foreigners.size()) {
				this.foreigners.get(foreign++).await();
			}
			while (tasks < this.books.planned.size()) {
				SupervisedTask<?> task = this.books.planned.get(tasks++).task;
				this.books.check(task == null || task.awaitSettled(DAY), () -> task + " does not settle");
			}
		}
	}

	private CorralConfig config(SplittableRandom draw) {
		CorralConfig config = CorralConfig.defaults()
			.withMaxLive((draw.nextInt(3) == 0) ? 0 : 1 + draw.nextInt(6))
			.withOnFull(List.of(OnFull.values()).get(draw.nextInt(3)))
			.withMaxWait(millis(draw, 2000))
			.withCancelGrace(millis(draw, 1000))
			.withShutdownTimeout(millis(draw, 3000))
			.withLeakAfter(Duration.ofMillis(500 + draw.nextInt(3000)))
			.withCheckInterval(Duration.ofMillis(500 + draw.nextInt(1500)))
			.withListeners(List.of(this.books::hear))
			.withRecoveryHandlers(List.of((panic) -> this.books.recover(null, panic)));
		if (draw.nextInt(4) == 0) {
			config = config.withDefaultTimeout(Duration.ofMillis(1 + draw.nextInt(3000)));
		}
		if (draw.nextInt(3) == 0) {
			config = config.withTaskSettings(
					Map.of("a", TaskSettings.none().withMaxLive(1 + draw.nextInt(2)).withRestart(restart(draw))));
		}
		if (draw.nextInt(4) == 0) {
			this.fewNames = true;
			config = config.withMaxNames(2);
		}
		return (draw.nextInt(3) == 0) ? config : config.withContextCarriers(List.of(this::capture));
	}

	private ContextCarrier.@Nullable Context capture() {
		this.books.misbehave("capture");
		String bound = CONTEXT.get();
		return (bound == null) ? null : () -> {
			this.books.misbehave("restore");
			CONTEXT.set(bound);
			return () -> {
				CONTEXT.remove();
				this.books.misbehave("clear");
			};
		};
	}

	private static RestartPolicy restart(SplittableRandom draw) {
		return RestartPolicy.onPanic(1 + draw.nextInt(3), Duration.ofMillis(1 + draw.nextInt(3000)))
			.backoff(Duration.ofMillis(1 + draw.nextInt(300)), Duration.ofMillis(300 + draw.nextInt(1000)))
			.withoutJitter();
	}

	// Often none at all
	private static Duration millis(SplittableRandom draw, int bound) {
		return (draw.nextInt(3) == 0) ? Duration.ZERO : Duration.ofMillis(draw.nextInt(bound));
	}

	/** One thread's way through the program; its choices do not depend on the others'. */
	private final class Actor {

		private final SplittableRandom random;

		private final int depth;

		/** The task whose body this is. */
		private final @Nullable SupervisedTask<?> self;

		private Actor(SplittableRandom random, int depth, @Nullable SupervisedTask<?> self) {
			this.random = random;
			this.depth = depth;
			this.self = self;
		}

		// Steps that no interrupt ends
		private void freely(int least, int most) {
			for (int step = this.random.nextInt(least, most + 1); step > 0; step--) {
				try {
					step();
				}
				catch (InterruptedException | CancellationException | CompletionException ex) {
					note("goes on after " + ex.getClass().getSimpleName());
				}
			}
		}

		private void step() throws InterruptedException {
			int draw = this.random.nextInt(100);
			if (draw < 18) {
				RandomProgram.this.simulation.sleep(millis(this.random, 1500));
			}
			else if (draw < 24) {
				RandomProgram.this.simulation.yield();
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
				note("closes " + scope.scope);
				scope.scope.close();
			}
			else if (draw < 70 && scope != null) {
				note("cancels " + scope.scope);
				boolean first = !scope.scope.isCancelled();
				check(first == scope.scope.cancel("by " + Thread.currentThread().getName()),
						() -> "cancel of " + scope.scope + " did not tell whether it decided");
			}
			else if (task != null) {
				cancel(task, draw);
			}
		}

		private void cancel(SupervisedTask<?> task, int draw) {
			note("cancels " + task);
			boolean first = !task.isDone();
			boolean live = corral().launcher().registry().find(task.id()) != null;
			boolean decided = switch (draw % 3) {
				case 0 -> task.cancel("by handle");
				case 1 -> cancelAsFuture(task);
				default -> corral().cancel(task.id(), "by id");
			};
			check(decided == (first && (live || draw % 3 != 2)),
					() -> "cancel of " + task + " did not tell whether it decided");
		}

		private boolean cancelAsFuture(SupervisedTask<?> task) {
			boolean interrupts = this.random.nextBoolean();
			boolean decided = task.cancel(interrupts);
			if (decided && !interrupts) {
				RandomProgram.this.books.spared.add(task);
			}
			return decided;
		}

		private void await(int draw) throws InterruptedException {
			Opened scope = anyScope();
			SupervisedTask<?> task = anyTask();
			if (draw < 78 && scope != null) {
				join(scope.scope);
			}
			else if (task != null && task != this.self) {
				note("waits for " + task);
				switch (this.random.nextInt(3)) {
					case 0 -> join(task);
					case 1 -> {
						boolean settled = task.awaitSettled(millis(this.random, 1500));
						check(!settled || task.phase() == TaskState.GONE, () -> task + " was said to have settled");
					}
					default -> get(task);
				}
			}
		}

		private void join(SupervisedTask<?> task) throws InterruptedException {
			RandomProgram.this.books.joining.put(Thread.currentThread(), task);
			try {
				Object value = task.join();
				RandomProgram.this.books.joined(task, value, null);
			}
			catch (CancellationException | CompletionException ex) {
				RandomProgram.this.books.joined(task, null, ex);
				rethrowSometimes(ex);
			}
			catch (Untellable ex) {
				note("cannot be told of " + task);
			}
			finally {
				RandomProgram.this.books.joining.remove(Thread.currentThread());
			}
		}

		private void get(SupervisedTask<?> task) throws InterruptedException {
			long start = RandomProgram.this.simulation.nanoTime();
			Duration most = millis(this.random, 1500);
			try {
				task.get(most.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				check(RandomProgram.this.simulation.nanoTime() - start >= most.toNanos(), () -> "gave up too early");
			}
			catch (ExecutionException | CancellationException ex) {
				check(task.isDone(), () -> "get threw before the outcome");
			}
			catch (Untellable ex) {
				note("cannot be told of " + task);
			}
		}

		private void join(Scope scope) throws InterruptedException {
			note("joins " + scope);
			boolean own = this.self != null && this.self.scope != null && this.self.scope.isAtOrBelow(scope.id());
			RandomProgram.this.books.joining.put(Thread.currentThread(), scope);
			try {
				scope.join();
				RandomProgram.this.books.joined(scope, null);
				check(!own, () -> scope + " was joined by a task of its own");
			}
			catch (Untellable ex) {
				note("cannot be told of " + scope);
			}
			catch (IllegalStateException ex) {
				check(own || ex instanceof CancellationException, () -> "join threw " + ex);
				if (!own) {
					RandomProgram.this.books.joined(scope, ex);
				}
			}
			catch (CompletionException ex) {
				RandomProgram.this.books.joined(scope, ex);
				rethrowSometimes(ex);
			}
			finally {
				RandomProgram.this.books.joining.remove(Thread.currentThread());
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
						closeLauncher();
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
				takeBack = RandomProgram.this.books.awaitCancel(opened.scope, null, opened.scope::onCancel);
			}
			else if (task != null) {
				takeBack = RandomProgram.this.books.awaitCancel(null, task, TaskContext.current()::onCancel);
			}
			if (this.random.nextInt(3) == 0) {
				RandomProgram.this.simulation.yield();
				takeBack.run();
			}
		}

		private void limit() {
			int most = this.random.nextInt(5);
			Limits limits = Limits.unchanged();
			try {
				corral()
					.limits(this.random.nextBoolean() ? limits.withMaxLive(most) : limits.withMaxLive(anyName(), most));
			}
			catch (IllegalArgumentException ex) {
				check(RandomProgram.this.fewNames, () -> "limits threw " + ex);
			}
		}

		private void read() {
			try (TaskCursor cursor = corral().tasks(TaskFilter.all())) {
				for (int i = this.random.nextInt(4); i > 0 && cursor.next().isPresent(); i--) {
					RandomProgram.this.simulation.yield();
				}
			}
			corral().scopes();
			corral().dump(TaskFilter.all(), 10, new StringBuilder());
		}

		private void future() {
			SupervisedTask<?> task = anyTask();
			if (task != null) {
				CompletableFuture<?> future = task.toCompletableFuture();
				RandomProgram.this.books.futures.put(task, future);
				if (this.random.nextInt(3) == 0) {
					future.cancel(this.random.nextBoolean());
				}
			}
		}

		private void foreigner() {
			if (RandomProgram.this.foreignersLeft-- > 0) {
				SplittableRandom own = this.random.split();
				Gate end = new Gate(RandomProgram.this.simulation);
				RandomProgram.this.foreigners.add(end);
				RandomProgram.this.simulation.start("foreigner", () -> {
					CONTEXT.set("foreign");
					new Actor(own, 0, null).freely(4, 14);
					end.open();
				});
			}
		}

		private void openScope() {
			Opened above = anyScope();
			if (above != null && above.depth >= MAX_DEPTH) {
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
				note("opened " + scope);
				RandomProgram.this.books.scopes.add(new Opened(scope, failFast, (above != null) ? above.depth + 1 : 1));
			}
			catch (RejectedExecutionException ex) {
				check(isClosed(above), () -> "openScope was refused: " + ex);
			}
		}

		private TaskLauncher launcherOf(@Nullable Opened scope) {
			return (scope != null) ? scope.scope : corral();
		}

		private boolean isClosed(@Nullable Opened scope) {
			return corral().launcher().shutdown().hasBegun() || (scope != null && scope.scope.members().isClosed());
		}

		private void launch() {
			if (RandomProgram.this.tasksLeft-- <= 0) {
				return;
			}
			Opened scope = anyScope();
			if (isClosed(scope) && this.random.nextInt(4) > 0) {
				scope = anyScope();
			}
			boolean tooLate = isClosed(scope) || (scope != null && scope.scope.isCancelled());
			Planned plan = new Planned(anyName(), scope, tooLate, CONTEXT.get());
			RandomProgram.this.books.planned.add(plan);
			note("launches " + plan.name + " in " + ((scope != null) ? scope.scope : "root"));
			try {
				Task<?> task = launch(plan, launcherOf(scope));
				if (task == null) {
					RandomProgram.this.books.rejected++;
					return;
				}
				plan.task = (SupervisedTask<?>) task;
				if (plan.task.thread == null) {
					RandomProgram.this.books.refused++;
					check(scope != null && scope.scope.isCancelled(), () -> task + " was refused for no reason");
				}
				check(!tooLate || plan.task.thread == null, () -> task + " was launched too late");
			}
			catch (RejectedExecutionException ex) {
				note("was refused: " + ex.getMessage());
				RandomProgram.this.books.rejected++;
			}
			catch (OutOfMemoryError ex) {
				note("found no thread: " + ex.getMessage());
				plan.task = RandomProgram.this.books.unstarted.remove(Thread.currentThread());
				RandomProgram.this.books.threadless += (plan.task != null) ? 0 : 1;
			}
		}

		private @Nullable Task<?> launch(Planned plan, TaskLauncher launcher) {
			Body body = new Body(plan, this.random.split(), this.depth + 1);
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
				spec = spec.restart(restart(this.random));
			}
			if (this.random.nextInt(3) == 0) {
				plan.ownHandler = true;
				spec = spec.recoverWith((panic) -> RandomProgram.this.books.recover(plan, panic));
			}
			if (this.random.nextInt(8) == 0) {
				spec = spec.longRunning();
			}
			return (this.random.nextInt(8) == 0) ? spec.onPlatformThread() : spec;
		}

		private @Nullable Opened anyScope() {
			List<Opened> all = RandomProgram.this.books.scopes;
			int from = this.random.nextBoolean() ? 0 : Math.max(0, all.size() - 2);
			return (all.isEmpty() || this.random.nextInt(5) == 0) ? null
					: all.get(from + this.random.nextInt(all.size() - from));
		}

		private @Nullable SupervisedTask<?> anyTask() {
			List<Planned> all = RandomProgram.this.books.planned;
			return all.isEmpty() ? null : all.get(this.random.nextInt(all.size())).task;
		}

		private String anyName() {
			return NAMES.get(this.random.nextInt(NAMES.size()));
		}

		private void note(String line) {
			RandomProgram.this.books.note(line);
		}

		private void check(boolean right, Supplier<String> what) {
			RandomProgram.this.books.check(right, what);
		}

	}

	/** What a task does, attempt by attempt. */
	private final class Body implements Callable<Object> {

		private final Planned plan;

		private final SplittableRandom random;

		private final int depth;

		private Body(Planned plan, SplittableRandom random, int depth) {
			this.plan = plan;
			this.random = random;
			this.depth = depth;
		}

		private void run() throws Exception {
			attempt(null);
		}

		@Override
		public Object call() throws Exception {
			Object value = new Object();
			attempt(value);
			return value;
		}

		private void attempt(@Nullable Object value) throws Exception {
			SupervisedTask<?> self = RandomProgram.this.corral().launcher().registry().find(TaskContext.current().id());
			if (self == null) {
				throw new AssertionError("a running task is not registered");
			}
			RandomProgram.this.books.begins(this.plan, self, CONTEXT.get());
			try {
				act(new Actor(this.random.split(), this.depth, self));
				RandomProgram.this.books.returns(self, value);
			}
			catch (Throwable ex) {
				RandomProgram.this.books.panics(self, ex);
				throw ex;
			}
		}

		private void act(Actor actor) throws Exception {
			boolean deaf = this.random.nextInt(4) == 0;
			try {
				if (deaf) {
					actor.freely(1, 6);
				}
				for (int step = this.random.nextInt(8); step > 0; step--) {
					actor.step();
				}
			}
			catch (InterruptedException ex) {
				answer(ex);
			}
			if (this.random.nextInt(10) < 3) {
				panic();
			}
		}

		// Lets go, goes on, or fails late
		private void answer(InterruptedException ex) throws Exception {
			switch (this.random.nextInt(5)) {
				case 0 -> panic();
				case 1 -> RandomProgram.this.simulation.yield();
				case 2 -> throw new CompletionException(ex);
				default -> throw ex;
			}
		}

		private void panic() throws Exception {
			switch (this.random.nextInt(8)) {
				case 0 -> throw new Exception("planted");
				case 1 -> throw new InterruptedException("planted");
				case 2 -> throw new CancellationException("planted");
				case 3 -> throw new OutOfMemoryError("planted");
				case 4 -> throw new AssertionError("planted");
				case 5 -> throw new Untold(RandomProgram.this.simulation);
				default -> throw new IllegalStateException("planted");
			}
		}

	}

	/** What comes out of the methods of a throwable that cannot even be told. */
	private static final class Untellable extends IllegalStateException {

		private static final long serialVersionUID = 1;

	}

	/** Its own methods are user code, which fails. */
	private static final class Untold extends RuntimeException {

		private static final long serialVersionUID = 1;

		private final transient Simulation simulation;

		private Untold(Simulation simulation) {
			this.simulation = simulation;
		}

		@Override
		public String getMessage() {
			this.simulation.yield();
			throw new Untellable();
		}

	}

	/** Hears what the engine logs instead of everybody else. */
	private final class Log extends TurboFilter {

		@Override
		public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
				Object @Nullable [] arguments, @Nullable Throwable thrown) {
			if (!(Thread.currentThread() instanceof SimulatedThread thread)
					|| thread.simulation != RandomProgram.this.simulation) {
				return FilterReply.NEUTRAL;
			}
			if (format != null && level == Level.ERROR) {
				RandomProgram.this.books.logged(format);
			}
			return FilterReply.DENY;
		}

	}

}
