package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.LaunchSite;
import dev.corral.snapshot.LeakVerdict;
import dev.corral.snapshot.Lineage;

/**
 * A task: handle, runnable and registry node in one object. Its life is drawn in
 * {@link TaskState}, what callers see of it stands in {@link TaskHandle}.
 *
 * @param <T> what the body returns
 */
final class SupervisedTask<T extends @Nullable Object> extends TaskHandle<T>
		implements Runnable, Timed, Thread.UncaughtExceptionHandler {

	private static final VarHandle SLOTS;

	private static final VarHandle WATCH;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SLOTS = lookup.findVarHandle(SupervisedTask.class, "slots", Slots.class);
			WATCH = lookup.findVarHandle(SupervisedTask.class, "watch", Watch.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final Tally tally;

	final Object body;

	final TaskOptions options;

	final LaunchSite launchSite;

	final long launchedAt;

	private final long id;

	private final String name;

	/** Set by the launching thread before the task is queued. */
	@Nullable Thread thread;

	/** Set by the task's own thread before the body begins, 0 until then. */
	volatile long startedAt;

	/** How long the body may run, 0 for no limit. */
	final long timeoutNanos;

	/** Attempts that were followed by another; written by the task's own thread. */
	private volatile int restarts;

	/** Set by the outcome's winner before it interrupts, 0 until then. */
	volatile long interruptedAt;

	/** Written under the lock of the deadlines. */
	private volatile int heapIndex;

	/** Guarded by the lock of the deadlines. */
	private long due;

	/** How deep the task's own thread stands in our close or join. */
	volatile int waitingForChildren;

	/** The scope the task belongs to, {@code null} for the root. */
	final @Nullable Scope scope;

	/** The ancestors, {@code null} when no task launched this one. */
	final @Nullable Lineage lineage;

	/** Links of the scope's list, guarded by the scope's lock. */
	@Nullable SupervisedTask<?> siblingBefore;

	/** Links of the scope's list, guarded by the scope's lock. */
	@Nullable SupervisedTask<?> siblingAfter;

	/** Scopes the body opened and has not closed. */
	private volatile @Nullable OpenedScopes opened;

	/** Whether the scope links the task, guarded by the scope's lock. */
	boolean inScope;

	/** Whether the scope waits for its outcome, guarded by the scope's lock. */
	boolean awaitedByScope;

	private volatile @Nullable Slots slots;

	/** Set once, by the watcher or the teller. */
	private volatile @Nullable Watch watch;

	SupervisedTask(Launcher launcher, long id, String name, Tally tally, Object body, TaskOptions options,
			LaunchSite launchSite, long launchedAt, @Nullable Scope scope, @Nullable Lineage lineage) {
		super(launcher);
		this.id = id;
		this.name = name;
		this.tally = tally;
		this.body = body;
		this.options = options;
		this.launchSite = launchSite;
		this.launchedAt = launchedAt;
		this.scope = scope;
		this.lineage = lineage;
		Duration timeout = options.timeout();
		this.timeoutNanos = ((timeout != null) ? timeout : launcher.config().defaultTimeout()).toNanos();
	}

	@Override
	SupervisedTask<?> task() {
		return this;
	}

	@Override
	public void run() {
		this.launcher.runner().run(this);
	}

	@Override
	public void expire() {
		this.launcher.endings().due(this);
	}

	@Override
	public int heapIndex() {
		return this.heapIndex;
	}

	@Override
	public void heapIndex(int index) {
		this.heapIndex = index;
	}

	@Override
	public long due() {
		return this.due;
	}

	@Override
	public void due(long nanos) {
		this.due = nanos;
	}

	@Override
	public boolean isOver() {
		return isSettled();
	}

	// When its own timeout passes; of a task that has not begun, the earliest it can be
	long timeoutDue(long now) {
		long started = this.startedAt;
		return ((started != 0) ? started : now) + this.timeoutNanos;
	}

	@Nullable LeakVerdict verdict() {
		Watch seen = this.watch;
		return (seen != null) ? seen.verdict : null;
	}

	@Nullable Watch watchIfAny() {
		return this.watch;
	}

	Watch watch() {
		Watch seen = this.watch;
		if (seen != null) {
			return seen;
		}
		Watch fresh = new Watch();
		Watch other = (Watch) WATCH.compareAndExchange(this, null, fresh);
		return (other != null) ? other : fresh;
	}

	// The last net: nothing should escape the runner, but if it does the books stay right
	@Override
	public void uncaughtException(Thread thrower, Throwable thrown) {
		this.launcher.endings().lastNet(this, thrown);
	}

	// What it holds, null before it is admitted and after it has given all back
	@Nullable Slots slots() {
		return this.slots;
	}

	void admitted(Slots value) {
		this.slots = value;
	}

	boolean tradeSlots(Slots expected, Slots value) {
		return SLOTS.compareAndSet(this, expected, value);
	}

	// For whoever gives them back
	@Nullable Slots takeSlots() {
		return (Slots) SLOTS.getAndSet(this, null);
	}

	// From 1
	int attempt() {
		return this.restarts + 1;
	}

	// By the task's own thread
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void nextAttempt() {
		this.restarts++;
	}

	static @Nullable SupervisedTask<?> current() {
		return CurrentTask.get();
	}

	// By the task's own thread, which alone opens scopes in it, and by their closers
	OpenedScopes opened() {
		OpenedScopes scopes = this.opened;
		if (scopes == null) {
			scopes = new OpenedScopes();
			this.opened = scopes;
		}
		return scopes;
	}

	List<Scope> openedScopes() {
		OpenedScopes scopes = this.opened;
		return (scopes != null) ? scopes.list() : List.of();
	}

	@Nullable Lineage lineageOfChildren() {
		return Lineage.of(this.id, this.name, this.launchSite, this.lineage);
	}

	@Override
	public long id() {
		return this.id;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String toString() {
		return label() + " [" + status() + "]";
	}

}
