package dev.corral.programs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
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
import dev.corral.internal.failure.Cause;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.simulation.Simulation;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Panic;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Parts;

/**
 * What a random program did and what the engine reported to it. Used on the threads of
 * the simulation; a failed check ends the program at once.
 */
final class ProgramHistory {

	final Simulation simulation;

	final List<PlannedLaunch> planned = new ArrayList<>();

	final List<OpenedScope> scopes = new ArrayList<>();

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

	final Map<Long, ReportedLife> lives = new TreeMap<>();

	final List<CancelCallback> callbacks = new ArrayList<>();

	final Map<TaskStatus, Long> recorded = new EnumMap<>(TaskStatus.class);

	private @Nullable Corral corral;

	int rejected;

	int rejectedEvents;

	/** Launches that gave back a task which was cancelled already. */
	int skipped;

	/** Launches that would not wait and found no room. */
	int declined;

	/**
	 * What joins have thrown and bodies have thrown on, and whether somebody reports it.
	 */
	final IdentityHashMap<Throwable, Boolean> propagating = new IdentityHashMap<>();

	int rootHandled;

	int panicLines;

	/** Lines about panics after which the task is run again. */
	int retriedLines;

	int gaveUpLines;

	int thrownByCallbacks;

	/** Whether the launcher has asked its own threads to end. */
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

	// The message may come from user code, so it is made only when it is needed
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

	private ReportedLife life(long id) {
		return this.lives.computeIfAbsent(id, (key) -> new ReportedLife());
	}

	void begins(PlannedLaunch plan, SupervisedTask<?> task, @Nullable String bound) {
		ReportedLife life = life(task.id());
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
		ReportedLife life = life(task.id());
		life.thrown = thrown;
		if (this.propagating.containsKey(thrown)) {
			life.propagated++;
		}
		if (!this.propagating.getOrDefault(thrown, false)) {
			life.thrownItself++;
		}
	}

	void onEvent(TaskEvent event) {
		step(event.getClass().getSimpleName() + " " + event.name());
		switch (event) {
			case TaskEvent.Started begun -> {
				ReportedLife life = ofOwnThread(begun.id());
				check(++life.started == 1 && life.attempts == 0, () -> "started more than once: " + event);
			}
			case TaskEvent.Ended ended -> onEnd(ended);
			case TaskEvent.Panicked panicked -> {
				ReportedLife life = ofOwnThread(panicked.panic().task());
				life.panics++;
				check(life.ended == 0, () -> "panic reported after the end: " + event);
			}
			case TaskEvent.Restarting again -> {
				ReportedLife life = ofOwnThread(again.id());
				life.restarts++;
				check(life.ended == 0 && again.attempt() == life.attempts + 1, () -> "not the next attempt: " + event);
			}
			case TaskEvent.GaveUp last ->
				check(++life(last.id()).gaveUp == 1, () -> "gave up more than once: " + event);
			case TaskEvent.Rejected refusal -> this.rejectedEvents++;
			case TaskEvent.LeakFound found -> life(found.leak().task()).leaks++;
			case TaskEvent.LeakEnded ended -> life(ended.leak().task()).leaks--;
		}
		misbehave("listener");
	}

	// Events of a task's life are reported on its own thread, before it settles
	private ReportedLife ofOwnThread(long id) {
		SupervisedTask<?> task = parts().registry().find(id);
		check(task != null && task.thread == Thread.currentThread() && !task.isSettled(),
				() -> "report of task " + id + " after it settled, or not on its thread");
		return life(id);
	}

	private void onEnd(TaskEvent.Ended ended) {
		ReportedLife life = ofOwnThread(ended.id());
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

	void recover(@Nullable PlannedLaunch plan, Panic panic) {
		step("handler for " + panic.id());
		if (plan != null) {
			plan.handled++;
		}
		else {
			this.rootHandled++;
		}
		checkUninterrupted("handler", 500);
		if (this.random.nextInt(8) == 0) {
			Thread.currentThread().interrupt();
		}
		misbehave("handler");
	}

	boolean isRetried(Throwable panic) {
		step("predicate");
		checkUninterrupted("predicate", 300);
		misbehave("predicate");
		return this.random.nextInt(5) > 0;
	}

	// What runs between attempts, or after the body, sees no interrupt
	private void checkUninterrupted(String who, int most) {
		check(!Thread.currentThread().isInterrupted(), () -> who + " began interrupted");
		try {
			if (this.random.nextInt(4) == 0) {
				this.simulation.sleep(Duration.ofMillis(this.random.nextInt(most)));
			}
		}
		catch (InterruptedException ex) {
			check(false, () -> who + " was interrupted");
		}
	}

	Runnable awaitCancel(@Nullable Scope scope, @Nullable SupervisedTask<?> task,
			Function<Runnable, Registration> register) {
		CancelCallback callback = new CancelCallback(scope, task);
		this.callbacks.add(callback);
		Registration registration = register.apply(() -> {
			callback.ran++;
			if (this.random.nextInt(10) == 0) {
				this.thrownByCallbacks++;
				throw new IllegalStateException("planted in callback");
			}
			hold();
		});
		return () -> callback.takenBack |= registration.unregister();
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
		else if (format.startsWith("{} panicked{} and gave up after")) {
			this.panicLines++;
			this.gaveUpLines++;
		}
		else if (format.startsWith("{} gave up after")) {
			this.gaveUpLines++;
		}
		else if (format.startsWith("Uncaught exception in")) {
			check(this.thrownByCallbacks-- > 0, () -> "a callback failed that the program did not make fail");
		}
		else {
			check(format.startsWith("Listener {} failed") || format.startsWith("{}: recovery handler {} failed")
					|| format.startsWith("{}: retry predicate {} failed")
					|| format.startsWith("Duration recorder {} failed") || format.startsWith("{} run for long"),
					() -> "the engine logs: " + format);
		}
	}

	// What it logs at WARN
	void warned(String format) {
		if (format.startsWith("{} panicked")) {
			this.retriedLines++;
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
			case Outcome.Failed<?> failed ->
				thrown instanceof CompletionException && thrown.getCause() == failed.cause();
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
		check((cause == null || (thrown == null && !PlannedLaunch.mustFailJoins(this.planned, cause, scope)))
				? thrown == null
				: (cause.throwable() instanceof CancellationException && !cause.failure())
						? thrown instanceof CancellationException
						: thrown instanceof CompletionException && thrown.getCause() == cause.throwable(),
				() -> "join of " + scope + " threw " + thrown + " for " + cause);
		check(scope.members().tasks().stream().allMatch(SupervisedTask::isDone),
				() -> "join of " + scope + " returned before the outcomes of its tasks");
	}

}
