package dev.corral.programs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;
import dev.corral.event.TaskEvent;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.task.Cause;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Parts;
import dev.corral.internal.simulation.Simulation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a random program did and what the engine reported to it, and checks that both
 * agree. Used on the threads of the simulation; a failed check ends the program at once.
 */
final class ProgramHistory {

	/** A launch that was asked for. */
	static final class Planned {

		final String name;

		final @Nullable Opened scope;

		/** Whether it was too late for it when it was asked for. */
		final boolean tooLate;

		/** Whether its panics come to a handler of its own. */
		boolean ownHandler;

		int handled;

		/** What was bound to the launching thread. */
		final @Nullable String bound;

		/** The task, once its launch has returned it. */
		@Nullable SupervisedTask<?> task;

		Planned(String name, @Nullable Opened scope, boolean tooLate, @Nullable String bound) {
			this.name = name;
			this.scope = scope;
			this.tooLate = tooLate;
			this.bound = bound;
		}

	}

	/** A scope that was opened. */
	static final class Opened {

		final Scope scope;

		final boolean failFast;

		final int depth;

		@Nullable Cause cause;

		Opened(Scope scope, boolean failFast, int depth) {
			this.scope = scope;
			this.failFast = failFast;
			this.depth = depth;
		}

	}

	/** What was told of one task. */
	private static final class Life {

		private int started;

		private int attempts;

		private int restarts;

		private int panics;

		private int ended;

		private int leaks;

		private @Nullable Object returned;

		private @Nullable Throwable thrown;

		private @Nullable Outcome<?> outcome;

	}

	/** A callback for a cancel. */
	static final class Awaited {

		private final @Nullable Scope scope;

		private final @Nullable SupervisedTask<?> task;

		private int ran;

		private boolean takenBack;

		private Awaited(@Nullable Scope scope, @Nullable SupervisedTask<?> task) {
			this.scope = scope;
			this.task = task;
		}

		private boolean isCancelled() {
			Outcome<?> outcome = (this.task != null) ? this.task.decided() : null;
			return (this.scope != null) ? this.scope.isCancelled()
					: outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.TimedOut;
		}

	}

	final Simulation simulation;

	final List<Planned> planned = new ArrayList<>();

	final List<Opened> scopes = new ArrayList<>();

	/** Who joins which task or scope. */
	final Map<Thread, Object> joining = new LinkedHashMap<>();

	final Map<Task<?>, CompletableFuture<?>> futures = new LinkedHashMap<>();

	/** Tasks that were cancelled without an interrupt. */
	final List<SupervisedTask<?>> spared = new ArrayList<>();

	/** Tasks whose thread did not start, by who launched them. */
	final Map<Thread, SupervisedTask<?>> unstarted = new LinkedHashMap<>();

	/** Launches that found no thread: rejected, but not for a rule. */
	int threadless;

	final List<String> trace = new ArrayList<>();

	private final SplittableRandom random;

	private final Map<Long, Life> lives = new TreeMap<>();

	private final List<Awaited> callbacks = new ArrayList<>();

	private final Map<TaskStatus, Long> recorded = new EnumMap<>(TaskStatus.class);

	private @Nullable Corral corral;

	int rejected;

	private int rejectedEvents;

	/** Launches that gave back a task which was cancelled already. */
	int refused;

	private int rootHandled;

	private int panicLines;

	int thrownByCallbacks;

	/** Whether the launcher's own threads have been told to end. */
	boolean stopped;

	ProgramHistory(Simulation simulation, SplittableRandom random) {
		this.simulation = simulation;
		this.random = random;
	}

	void open(Corral value) {
		this.corral = value;
	}

	CorralParts parts() {
		Corral opened = this.corral;
		if (opened == null) {
			throw new IllegalStateException("the program has no launcher yet");
		}
		return Parts.of(opened);
	}

	// What is wrong may be told by user code, so it is asked only when it is
	void check(boolean right, Supplier<String> what) {
		if (!right) {
			this.simulation.fail(new AssertionError(what.get()));
		}
	}

	void step(String line) {
		this.trace.add(this.simulation.elapsed().toMillis() + " " + Thread.currentThread().getName() + ": " + line);
	}

	// User code of any kind may do this to the engine
	void misbehave(String who) {
		int draw = this.random.nextInt(20);
		if (draw < 5) {
			this.simulation.yield();
		}
		else if (draw == 5) {
			throw new IllegalStateException("planted in " + who);
		}
	}

	private Life life(long id) {
		return this.lives.computeIfAbsent(id, (key) -> new Life());
	}

	void begins(Planned plan, SupervisedTask<?> task, @Nullable String bound) {
		Life life = life(task.id());
		life.attempts++;
		step("begins attempt " + life.attempts + " of " + task.id());
		check(!plan.tooLate, () -> task + " began although its scope had ended before its launch");
		check(task.decided() == null, () -> task + " began attempt " + life.attempts + " after its outcome");
		check(task.attempt() == life.attempts, () -> task + " miscounts attempt " + life.attempts);
		check(!this.stopped, () -> task + " began after the launcher was closed");
		check(life.ended == 0, () -> task + " began after it had ended");
		check(!Thread.currentThread().isInterrupted(), () -> task + " began interrupted");
		check(bound == null || bound.equals(plan.bound), () -> task + " has a foreign context: " + bound);
	}

	void returns(SupervisedTask<?> task, @Nullable Object value) {
		life(task.id()).returned = value;
	}

	void panics(SupervisedTask<?> task, Throwable thrown) {
		life(task.id()).thrown = thrown;
	}

	void onEvent(TaskEvent event) {
		step(event.getClass().getSimpleName() + " " + event.name());
		switch (event) {
			case TaskEvent.Started begun -> {
				Life life = ofOwnThread(begun.id());
				check(++life.started == 1 && life.attempts == 0, () -> "started more than once: " + event);
			}
			case TaskEvent.Ended ended -> hearEnd(ended);
			case TaskEvent.Panicked panicked -> {
				Life life = ofOwnThread(panicked.panic().task());
				life.panics++;
				check(life.ended == 0, () -> "panic told after the end: " + event);
			}
			case TaskEvent.Restarting again -> {
				Life life = ofOwnThread(again.id());
				life.restarts++;
				check(life.ended == 0 && again.attempt() == life.attempts + 1, () -> "not the next attempt: " + event);
			}
			case TaskEvent.Rejected refusal -> this.rejectedEvents++;
			case TaskEvent.LeakFound found -> life(found.leak().task()).leaks++;
			case TaskEvent.LeakEnded ended -> life(ended.leak().task()).leaks--;
		}
		misbehave("listener");
	}

	// Events of a task's life are told on its own thread, before it settles
	private Life ofOwnThread(long id) {
		SupervisedTask<?> task = parts().registry().find(id);
		check(task != null && task.thread == Thread.currentThread() && !task.isSettled(),
				() -> "told of task " + id + " after it settled or elsewhere than on its thread");
		return life(id);
	}

	private void hearEnd(TaskEvent.Ended ended) {
		Life life = ofOwnThread(ended.id());
		SupervisedTask<?> task = parts().registry().find(ended.id());
		Outcome<?> outcome = (task != null) ? task.decided() : null;
		check(++life.ended == 1 && life.started == 1, () -> "ended more than once: " + ended);
		check(outcome != null && TaskState.statusOf(outcome) == ended.status(), () -> "not its outcome: " + ended);
		check(task != null && task.openedScopes().stream().allMatch((scope) -> ((Scope) scope).members().isClosed()),
				() -> "ended with open scopes: " + ended);
		check(!Thread.currentThread().isInterrupted(), () -> "interrupted after its end: " + ended);
		life.outcome = outcome;
	}

	void record(String name, TaskStatus status, long nanos) {
		this.recorded.merge(status, 1L, Long::sum);
		check(status.isSettled() && nanos >= 0, () -> "recorded before it settled: " + name + " " + status);
		misbehave("recorder");
	}

	void recover(@Nullable Planned plan, Panic panic) throws InterruptedException {
		step("handler for " + panic.id());
		if (plan != null) {
			plan.handled++;
		}
		else {
			this.rootHandled++;
		}
		if (this.random.nextInt(4) == 0) {
			this.simulation.sleep(Duration.ofMillis(this.random.nextInt(500)));
		}
		if (this.random.nextInt(8) == 0) {
			Thread.currentThread().interrupt();
		}
		misbehave("handler");
	}

	Runnable awaitCancel(@Nullable Scope scope, @Nullable SupervisedTask<?> task,
			Function<Runnable, Registration> register) {
		Awaited awaited = new Awaited(scope, task);
		this.callbacks.add(awaited);
		Registration registration = register.apply(() -> {
			awaited.ran++;
			if (this.random.nextInt(10) == 0) {
				this.thrownByCallbacks++;
				throw new IllegalStateException("planted in callback");
			}
			hold();
		});
		return () -> awaited.takenBack |= registration.unregister();
	}

	// Now and then longer than a check interval, so that another thread takes over
	private void hold() {
		try {
			this.simulation.sleep(Duration.ofMillis((this.random.nextInt(8) == 0) ? this.random.nextInt(5000) : 0));
			this.simulation.yield();
		}
		catch (InterruptedException ex) {
			check(false, () -> "a callback was interrupted");
		}
	}

	// What the engine logs at ERROR; anything but what the program has provoked is a bug
	void logged(String format) {
		if (format.startsWith("{} panicked{}{} after")) {
			this.panicLines++;
		}
		else if (format.startsWith("Uncaught exception in")) {
			check(this.thrownByCallbacks-- > 0, () -> "a callback failed that the program did not make fail");
		}
		else {
			check(format.startsWith("Listener {} failed") || format.startsWith("{}: recovery handler {} failed")
					|| format.startsWith("Duration recorder {} failed") || format.startsWith("{} run for long"),
					() -> "the engine logs: " + format);
		}
	}

	// Of a wait that has ended
	@SuppressWarnings("ReferenceEquality")
	void joined(Task<?> task, @Nullable Object value, @Nullable Throwable thrown) {
		Outcome<?> outcome = ((SupervisedTask<?>) task).decided();
		check(switch (outcome) {
			case Outcome.Success<?> success -> thrown == null && success.value() == value;
			case Outcome.Panicked<?> panic ->
				thrown instanceof CompletionException && thrown.getCause() == panic.cause();
			case Outcome.TimedOut<?> timeout ->
				thrown instanceof CompletionException && thrown.getCause() instanceof TaskTimeoutException;
			case Outcome.Cancelled<?> cancel ->
				thrown instanceof CancellationException && cancel.reason().equals(thrown.getMessage());
			case null -> false;
		}, () -> "join of " + task + " gave " + value + " or " + thrown + " for " + outcome);
	}

	@SuppressWarnings("ReferenceEquality")
	void joined(Scope scope, @Nullable Throwable thrown) {
		Cause cause = scope.endedBy();
		check((cause == null) ? thrown == null
				: (cause.throwable() instanceof CancellationException && !cause.failure())
						? thrown instanceof CancellationException
						: thrown instanceof CompletionException && thrown.getCause() == cause.throwable(),
				() -> "join of " + scope + " threw " + thrown + " for " + cause);
		check(scope.members().tasks().stream().allMatch(SupervisedTask::isDone),
				() -> "join of " + scope + " returned before the outcomes of its tasks");
	}

	// When the last thread has ended; by the test's thread
	void assertBalanced() {
		CorralParts parts = parts();
		Counts counts = parts.registry().counts();
		long launched = this.planned.stream().filter((plan) -> plan.task != null && plan.task.home() != null).count();
		assertThat(this.simulation.liveThreads()).as("threads").isZero();
		assertThat(counts.launched()).as("launched").isEqualTo(launched).isEqualTo(counts.settled());
		assertThat(counts.live()).as("live").isZero();
		assertThat(counts.queued()).as("queued").isZero();
		assertThat(counts.ending()).as("ending").isZero();
		assertThat(counts.leaked()).as("leaked").isZero();
		assertThat(counts.rejected()).as("rejected").isEqualTo(this.rejected + this.refused + this.threadless);
		assertThat(this.rejectedEvents).as("rejections told").isEqualTo(this.rejected);
		assertThat(parts.admission().all().taken()).as("slots").isZero();
		parts.registry().limiters((limiter) -> assertThat(limiter.taken()).as("slots of a name").isZero());
		assertThat(parts.deadlines().size()).as("deadlines").isZero();
		assertThat(parts.scopes().stream()).as("open scopes").isEmpty();
		assertThat(parts.admission().waiting()).as("waiting launches").isZero();
		assertThat(parts.admission().callers()).as("callers with a task above the limit").isZero();
		assertOutcomes(counts);
		assertLives(counts);
		this.spared.forEach(
				(task) -> assertThat(task.decided()).as("outcome of " + task).isInstanceOf(Outcome.Cancelled.class));
		this.scopes.forEach(this::assertCause);
		this.callbacks.forEach((awaited) -> assertThat(awaited.ran).as("runs of a callback")
			.isEqualTo((awaited.isCancelled() && !awaited.takenBack) ? 1 : 0));
		this.futures.forEach((task, future) -> assertThat(future).as("future of " + task).isDone());
	}

	// A failure comes from a child of the scope itself or of the one that handed it down
	@SuppressWarnings("ReferenceEquality")
	private void assertCause(Opened opened) {
		assertThat(opened.scope.members().isEmpty()).as("members of " + opened.scope).isTrue();
		Cause cause = opened.scope.endedBy();
		boolean hasFailure = this.planned.stream()
			.map((plan) -> plan.task)
			.anyMatch((task) -> task != null && task.scope == opened.scope && isFailure(task.decided(), null));
		assertThat(cause != null || !opened.failFast || !hasFailure).as("cause of " + opened.scope).isTrue();
		if (cause != null && cause.failure()) {
			ScopeNode first = opened.scope;
			for (ScopeNode above = first.parent(); above != null && above.endedBy() == cause; above = above.parent()) {
				first = above;
			}
			ScopeNode giver = first;
			assertThat(this.scopes).as("fail-fast " + giver)
				.anyMatch((scope) -> scope.scope == giver && scope.failFast);
			assertThat(this.planned).as("who failed " + giver)
				.anyMatch((plan) -> plan.task != null && plan.task.scope == giver
						&& isFailure(plan.task.decided(), cause.throwable()));
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean isFailure(@Nullable Outcome<?> outcome, @Nullable Throwable by) {
		return (outcome instanceof Outcome.Panicked<?> panic && (by == null || panic.cause() == by))
				|| (outcome instanceof Outcome.TimedOut && (by == null || by instanceof TaskTimeoutException));
	}

	private void assertOutcomes(Counts counts) {
		Map<TaskStatus, Long> outcomes = new EnumMap<>(TaskStatus.class);
		for (Planned plan : this.planned) {
			SupervisedTask<?> task = plan.task;
			if (task != null) {
				assertThat(task.phase()).as("phase of " + task).isEqualTo(TaskState.GONE);
				assertThat(task.slots()).as("slots of " + task).isNull();
				if (task.home() != null) {
					outcomes.merge(task.status(), 1L, Long::sum);
				}
			}
		}
		assertThat(this.recorded).as("recorded").isEqualTo(outcomes);
		assertThat(outcomes.getOrDefault(TaskStatus.SUCCEEDED, 0L)).as("succeeded").isEqualTo(counts.succeeded());
		assertThat(outcomes.getOrDefault(TaskStatus.TIMED_OUT, 0L)).as("timed out").isEqualTo(counts.timedOut());
		assertThat(outcomes.getOrDefault(TaskStatus.CANCELLED, 0L)).as("cancelled").isEqualTo(counts.cancelled());
	}

	private void assertLives(Counts counts) {
		int restarted = 0;
		int panics = 0;
		int handledByRoot = 0;
		for (Planned plan : this.planned) {
			SupervisedTask<?> task = plan.task;
			Life life = (task != null) ? this.lives.getOrDefault(task.id(), new Life()) : new Life();
			restarted += Math.max(0, life.attempts - 1);
			panics += life.panics;
			handledByRoot += plan.ownHandler ? 0 : life.panics;
			assertThat(plan.handled).as("panics at its own handler").isEqualTo(plan.ownHandler ? life.panics : 0);
			assertThat(life.leaks).as("leaks of " + task).isZero();
			assertThat(life.ended).as("ends of " + task).isEqualTo(life.started);
			if (task != null) {
				assertThat(life.started).as("starts of " + task).isEqualTo((task.startedAt() != 0) ? 1 : 0);
				assertThat(life.restarts).as("restarts of " + task)
					.isBetween(Math.max(0, life.attempts - 1), Math.max(0, life.attempts));
				assertOutcome(task, life);
			}
		}
		assertThat(counts.restarted()).as("restarted").isEqualTo(restarted);
		assertThat(counts.panicked()).as("panicked").isEqualTo(panics).isEqualTo(this.panicLines);
		assertThat(this.rootHandled).as("panics at the root's handler").isEqualTo(handledByRoot);
	}

	private static void assertOutcome(SupervisedTask<?> task, Life life) {
		Outcome<?> outcome = task.decided();
		if (life.outcome != null) {
			assertThat(outcome).as("outcome of " + task).isSameAs(life.outcome);
		}
		if (outcome instanceof Outcome.Success<?> success) {
			assertThat(success.value()).as("value of " + task).isSameAs(life.returned);
		}
		if (outcome instanceof Outcome.Panicked<?> panic) {
			assertThat(panic.cause()).as("panic of " + task).isSameAs(life.thrown);
		}
	}

}
