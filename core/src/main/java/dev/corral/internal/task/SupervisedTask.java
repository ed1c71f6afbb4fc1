package dev.corral.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.callback.Callbacks;
import dev.corral.internal.limit.HeldSlots;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.RegistryRecord;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.timer.SweptDeadline;
import dev.corral.internal.watch.LeakState;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Registration;

/**
 * A task: handle, runnable and registry entry in one object. Its life is drawn in
 * {@link TaskState}, what callers see of it stands in {@link TaskHandle}.
 *
 * @param <T> what the body returns
 */
public final class SupervisedTask<T extends @Nullable Object> extends TaskHandle<T>
		implements Runnable, SweptDeadline, Thread.UncaughtExceptionHandler {

	private static final boolean LOOK_WAITS_FOR_INTERRUPT = Runtime.version().feature() < 25;

	private static final VarHandle STARTED_AT;

	private static final VarHandle RARE_STATE;

	private static final VarHandle MEMBER_CHUNK;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STARTED_AT = lookup.findVarHandle(SupervisedTask.class, "startedAt", long.class);
			MEMBER_CHUNK = lookup.findVarHandle(SupervisedTask.class, "memberChunk", SupervisedTask[].class);
			RARE_STATE = lookup.findVarHandle(SupervisedTask.class, "rareState", RareTaskState.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** What its launch asked for. */
	public final TaskOptions options;

	private final LaunchOrigin origin;

	/** Set by the launching thread before the task is queued, cleared when it settles. */
	public @Nullable Object body;

	/** Set by the launching thread before the task is queued, cleared when it is gone. */
	public @Nullable Thread thread;

	/** Set by the task's own thread before the body begins, 0 until then. */
	private volatile long startedAt;

	/** The scope the task belongs to, {@code null} for the root. */
	public final @Nullable TaskOwner scope;

	/** The ancestors, {@code null} when no task launched this one. */
	public final @Nullable Lineage lineage;

	/** Where it stands in its scope; written under the lock of the scope's members. */
	private @Nullable SupervisedTask<?> @Nullable [] memberChunk;

	/** Valid when it is read after the chunk; it may belong to a later one then. */
	private int memberSlot;

	private volatile @Nullable RareTaskState rareState;

	public SupervisedTask(StripeCounters counters, LaunchOrigin origin, TaskOptions options, long launchedAt,
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

	@Override
	TaskHost host() {
		return (TaskHost) this.counters.host;
	}

	public Environment environment() {
		return host().environment();
	}

	// Whether it belongs to the launcher with that environment
	@SuppressWarnings("ReferenceEquality")
	public boolean isOf(Environment other) {
		return environment() == other;
	}

	@Override
	SupervisedTask<?> task() {
		return this;
	}

	@Override
	public void run() {
		host().runner().run(this);
	}

	@Override
	public void expire() {
		host().endings().due(this);
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

	// Before JDK 25 a look at a virtual thread waits for an interrupt that closes a
	// channel
	public @Nullable Thread visibleThread() {
		Thread own = this.thread;
		boolean hidden = LOOK_WAITS_FOR_INTERRUPT && phase() == INTERRUPTING && own != null && own.isVirtual();
		return hidden ? null : own;
	}

	// By whoever settled it: a handle that is kept keeps neither body nor context
	void releaseBody() {
		this.body = null;
	}

	// By whoever settled it, last
	void releaseThread() {
		this.thread = null;
	}

	// The body of a task that has not settled, as it was loaded
	Object loaded() {
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

	// When its own timeout passes; of a task that has not begun, the earliest it can be
	public long timeoutDue(long now) {
		long started = this.startedAt;
		return ((started != 0) ? started : now) + timeoutNanos();
	}

	@Override
	public long sweptDue(long now) {
		return (timeoutNanos() != 0 && !isDone()) ? timeoutDue(now) : Long.MAX_VALUE;
	}

	// From when the grace of its interrupt counts, 0 when nobody has asked for one
	public long interruptedAt() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.interruptedAt() : 0;
	}

	// Whether this caller is the one that asks for the interrupt
	boolean tryInterruptAt(long nanos) {
		return rareState().tryInterruptAt(Math.max(1, nanos));
	}

	// Makes sure that the task can be interrupted without memory
	void prepareInterrupt() {
		rareState();
	}

	// The thread that is inside its interrupt
	public @Nullable Thread interrupter() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.interrupter : null;
	}

	// By that thread
	public void interrupter(@Nullable Thread value) {
		rareState().interrupter = value;
	}

	public @Nullable LeakVerdict verdict() {
		LeakState seen = leakStateIfAny();
		return (seen != null) ? seen.verdict : null;
	}

	public @Nullable LeakState leakStateIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.leakStateIfAny() : null;
	}

	public LeakState watch() {
		LeakState seen = leakStateIfAny();
		if (seen == null) {
			seen = rareState().watch();
			tellRecord();
		}
		return seen;
	}

	private RareTaskState rareState() {
		RareTaskState own = this.rareState;
		if (own != null) {
			return own;
		}
		RareTaskState fresh = new RareTaskState();
		RareTaskState other = (RareTaskState) RARE_STATE.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	// By the virtual machine, or by a body that has nowhere to throw to
	@Override
	public void uncaughtException(Thread thrower, Throwable thrown) {
		host().runner().uncaught(this, thrown);
	}

	// What it holds besides its slot of the launcher
	public @Nullable Slots slots() {
		HeldSlots held = heldSlotsIfAny();
		return (held != null) ? held.slots() : null;
	}

	@Nullable HeldSlots heldSlotsIfAny() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.heldSlotsIfAny() : null;
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

	// Exchanges what it holds; what comes too late goes to whoever takes it first
	public boolean tradeSlots(@Nullable Slots expected, Slots value) {
		boolean traded = rareState().heldSlots().trade(expected, value);
		tellRecord();
		return traded;
	}

	public @Nullable Slots takeSlots() {
		HeldSlots held = heldSlotsIfAny();
		return (held != null) ? held.take() : null;
	}

	// What its record has to know when it gets old later
	private void tellRecord() {
		if (home() instanceof RegistryRecord record) {
			record.learn(this);
		}
	}

	// From 1
	public int attempt() {
		RareTaskState own = this.rareState;
		return ((own != null) ? own.restarts : 0) + 1;
	}

	// By the task's own thread
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void nextAttempt() {
		rareState().restarts++;
	}

	// How deep the task's own thread stands in our close or join
	public int waitingForChildren() {
		RareTaskState own = this.rareState;
		return (own != null) ? own.waitingForChildren : 0;
	}

	// By the task's own thread
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void waitForChildren(int change) {
		rareState().waitingForChildren += change;
	}

	// By the task's own thread, which alone opens scopes in it, and by their closers
	public OpenedScopes opened() {
		RareTaskState own = rareState();
		OpenedScopes scopes = own.opened;
		if (scopes == null) {
			scopes = new OpenedScopes();
			own.opened = scopes;
		}
		return scopes;
	}

	public List<OpenedScope> openedScopes() {
		RareTaskState own = this.rareState;
		OpenedScopes scopes = (own != null) ? own.opened : null;
		return (scopes != null) ? scopes.list() : List.of();
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

	@Override
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
		return (own != null) ? own.callbacksIfAny() : null;
	}

	void fireCallbacks() {
		Callbacks calls = callbacksIfAny();
		if (calls != null) {
			calls.fire();
		}
	}

	@Override
	public String toString() {
		return label() + " [" + status() + "]";
	}

}
