package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.context.CallbackContext;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.RegistryRecord;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.timer.Expirable;
import dev.corral.internal.util.VarHandles;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Printable;
import dev.corral.monitor.Registration;

/**
 * The data of a task: its options, where it belongs, and its state. Its life is drawn in
 * {@link TaskState}. What runs and ends tasks works on this class. The methods that call
 * these are in {@link TaskHandle}, the class of every task.
 *
 * @param <T> what the body returns
 */
public abstract class SupervisedTask<T extends @Nullable Object> extends TaskState
		implements Task<T>, Runnable, Thread.UncaughtExceptionHandler, Expirable {

	private static final VarHandle STARTED_AT = VarHandles.of(MethodHandles.lookup(), "startedAt", long.class);

	private static final VarHandle MEMBER_CHUNK = VarHandles.of(MethodHandles.lookup(), "memberChunk",
			SupervisedTask[].class);

	private static final VarHandle RARE_STATE = VarHandles.of(MethodHandles.lookup(), "rareState", RareTaskState.class);

	/** What its launch asked for. */
	public final TaskOptions options;

	private final LaunchOrigin origin;

	/** Set by the launching thread before the task is queued, cleared when it settles. */
	public @Nullable Object body;

	/** Set by the task's own thread before the body begins, 0 until then. */
	private volatile long startedAt;

	/** The scope the task belongs to, {@code null} for the root. */
	public final @Nullable TaskOwner scope;

	/** The ancestors, {@code null} when no task launched this one. */
	public final @Nullable Lineage lineage;

	/** Its place in its scope; written under the lock of the scope's members. */
	@SuppressWarnings("unused")
	private @Nullable SupervisedTask<?> @Nullable [] memberChunk;

	/** Valid when it is read after the chunk; it may belong to a later one then. */
	private int memberSlot;

	volatile @Nullable RareTaskState rareState;

	SupervisedTask(StripeCounters counters, LaunchOrigin origin, TaskOptions options, long launchedAt,
			@Nullable TaskOwner scope, @Nullable Lineage lineage) {
		super(counters, launchedAt);
		this.origin = origin;
		this.options = options;
		this.scope = scope;
		this.lineage = lineage;
	}

	// Under the lock of the scope's members
	public void joinChunk(@Nullable SupervisedTask<?>[] chunk, int at) {
		this.memberSlot = at;
		MEMBER_CHUNK.setRelease(this, chunk);
	}

	// Before the slot
	public @Nullable SupervisedTask<?> @Nullable [] memberChunk() {
		return (SupervisedTask<?>[]) MEMBER_CHUNK.getAcquire(this);
	}

	public int memberSlot() {
		return this.memberSlot;
	}

	// Whether it belongs to the launcher with that environment
	@SuppressWarnings("ReferenceEquality")
	public boolean isOf(Environment other) {
		return environment() == other;
	}

	@Override
	public String name() {
		return this.origin.name();
	}

	LaunchOrigin origin() {
		return this.origin;
	}

	public LaunchSite launchSite() {
		return this.origin.site();
	}

	// What messages call it, whatever its status
	public String label() {
		return "task " + id() + " \"" + Printable.of(name()) + '"';
	}

	// The same at the beginning of a log line
	public String subject() {
		return "Task " + id() + " \"" + Printable.of(name()) + '"';
	}

	@Override
	public String toString() {
		return label() + " [" + status() + "]";
	}

	// Of a task that has not settled: the body, with its context when there is one
	public Object bodyWithContext() {
		return Objects.requireNonNull(this.body, "a task that has not settled has its body");
	}

	// When the body began, 0 before
	public long startedAt() {
		return this.startedAt;
	}

	// By the task's own thread
	public void startedAt(long nanos) {
		STARTED_AT.setRelease(this, nanos);
	}

	// How long the body may run, 0 for no limit
	public long timeoutNanos() {
		Duration timeout = this.options.timeout();
		return ((timeout != null) ? timeout : environment().config().defaultTimeout()).toNanos();
	}

	// When its own timeout passes; of a task that has not started, the earliest possible
	public long timeoutDue(long now) {
		long started = this.startedAt;
		return ((started != 0) ? started : now) + timeoutNanos();
	}

	@Override
	public long sweptDue(long now) {
		return (timeoutNanos() != 0 && !isDone()) ? timeoutDue(now) : Long.MAX_VALUE;
	}

	@Override
	public int heapIndex() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.heapIndex : 0;
	}

	@Override
	public void heapIndex(int index) {
		rareState().heapIndex = index;
	}

	@Override
	public long due() {
		return rareState().due;
	}

	@Override
	public void due(long nanos) {
		rareState().due = nanos;
	}

	@Override
	public boolean isOver() {
		return isSettled();
	}

	RareTaskState rareState() {
		if (this.rareState == null) {
			RARE_STATE.compareAndSet(this, null, new RareTaskState());
		}
		return Objects.requireNonNull(this.rareState);
	}

	// From when the grace of its interrupt counts, 0 when none was requested
	public long interruptedAt() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.interruptedAt : 0;
	}

	// Whether this caller is the one that asks for the interrupt
	public boolean tryInterruptAt(long nanos) {
		return rareState().tryInterruptAt(Math.max(1, nanos));
	}

	// Makes sure that the task can be interrupted without memory
	void prepareInterrupt(@Nullable Outcome<?> outcome, boolean interrupt) {
		rareState().prepareInterrupt(outcome, interrupt);
	}

	// The thread that is inside its interrupt
	public @Nullable Thread interrupter() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.interrupter : null;
	}

	public @Nullable LeakVerdict verdict() {
		LeakState known = leakStateIfAny();
		return (known != null) ? known.verdict : null;
	}

	public @Nullable LeakReason leakReason() {
		LeakVerdict verdict = verdict();
		return (verdict != null) ? verdict.reason() : null;
	}

	public @Nullable LeakState leakStateIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.leakState : null;
	}

	// Made at the first call
	public LeakState leakState() {
		LeakState known = leakStateIfAny();
		if (known == null) {
			known = rareState().leakState();
			updateRecord();
		}
		return known;
	}

	// What it holds besides its slot of the launcher
	public @Nullable Slots slots() {
		HeldSlots held = heldSlotsIfAny();
		return (held != null) ? held.slots() : null;
	}

	@Nullable HeldSlots heldSlotsIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.heldSlots : null;
	}

	// By the launching thread
	@SuppressWarnings("ReferenceEquality")
	public void hold(Slots value) {
		if (value != Slots.PLAIN) {
			tradeSlots(null, value);
		}
	}

	// Makes sure that slots can be exchanged without memory
	public void prepareSlots() {
		rareState().heldSlots();
	}

	// Exchanges what it holds; a later caller of takeSlots gets slots that come too late
	public boolean tradeSlots(@Nullable Slots expected, Slots value) {
		boolean traded = rareState().heldSlots().trade(expected, value);
		updateRecord();
		return traded;
	}

	public @Nullable Slots takeSlots() {
		HeldSlots held = heldSlotsIfAny();
		return (held != null) ? held.take() : null;
	}

	// Its record may be older than what has just been added
	private void updateRecord() {
		if (home() instanceof RegistryRecord record) {
			record.copyFrom(this);
		}
	}

	// From 1
	public int attempt() {
		Attempts attempts = attemptsIfAny();
		return (attempts != null) ? attempts.number() : 1;
	}

	public @Nullable Attempts attemptsIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.attempts : null;
	}

	public Attempts attempts() {
		return rareState().attempts();
	}

	// How many nested calls of our close or join the task's own thread is in
	public int waitingForChildren() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.waitingForChildren : 0;
	}

	// By the task's own thread, which alone opens scopes in it, and by their closers
	public OpenedScopes opened() {
		return rareState().opened();
	}

	public List<OpenedScope> openedScopes() {
		RareTaskState own = this.rareState;
		OpenedScopes scopes = (own != null) ? own.opened : null;
		return (scopes != null) ? scopes.list() : List.of();
	}

	abstract ContextPropagation contextPropagation();

	public abstract CallbackContext callbackContext();

	// Calls back on the callback executor once the outcome is decided, at once when it is
	Registration onDecided(Runnable call) {
		StackReserve.requireToAcquire();
		Callbacks calls = rareState().callbacks(host().callbacks());
		Registration registration = calls.add(call);
		if (isDone()) {
			calls.fire();
		}
		return registration;
	}

	@Nullable Callbacks callbacksIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.callbacks : null;
	}

	void fireCallbacks() {
		Callbacks calls = callbacksIfAny();
		if (calls != null) {
			calls.fire();
		}
	}

}
