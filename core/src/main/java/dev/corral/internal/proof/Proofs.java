package dev.corral.internal.proof;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.callback.Waiters;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;
import dev.corral.internal.watch.LeakEvidence;
import dev.corral.monitor.RecentLeak;

/**
 * Proof mode: the garbage collector finds the tasks that are blocked for ever. A parked
 * virtual thread is kept alive only by what can unpark it; if a task's phantom reference
 * is enqueued, nothing can. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class Proofs {

	/*-
	 * The idea is that of Go's leak profile (GOLF: what no runnable goroutine reaches can
	 * never run), with the means of the JVM: nothing of ours holds an old task but its own
	 * thread. A weak reference would not do as a proof: a finalizer can still wake a
	 * task whose weak reference was cleared.
	 */

	/**
	 * How long a launch that meets a limit, or a caller, waits for the result of a
	 * collection.
	 */
	private static final long MAX_WAIT = Duration.ofSeconds(1).toNanos();

	/** The pause between two checks of such a wait. */
	private static final long LOOK = Duration.ofMillis(5).toNanos();

	private final Backend backend;

	private final long checkInterval;

	private final Registry<SupervisedTask<?>> registry;

	private final ProofRecords records;

	private final Sink sink;

	private final SpinLock lock = new SpinLock();

	/** When a launch last requested a collection. */
	@GuardedBy("lock")
	private long collectedAt;

	@GuardedBy("lock")
	private boolean collected;

	/** Signals that all is enqueued that the last requested collection has proved. */
	private volatile Sentinel last = new Sentinel();

	/** The lists of the callers that wait for proofs. */
	@GuardedBy("lock")
	private final List<List<RecentLeak>> answers = new ArrayList<>();

	private final LastSeenStacks lastSeen;

	/** Whether a collection is being made, by one thread at a time. */
	private final AtomicBoolean collecting = new AtomicBoolean();

	private final Waiters collectors = new Waiters();

	/** How many collections were started; written by the collecting thread. */
	private volatile long started;

	/** The last one that was completed; written by the collecting thread. */
	private volatile long completed;

	/** How many threads have taken out what was proved and not reported it yet. */
	private final AtomicInteger draining = new AtomicInteger();

	public Proofs(Environment environment, Registry<SupervisedTask<?>> registry, ProofRecords records, Sink sink) {
		this.backend = environment.backend();
		this.checkInterval = environment.config().checkInterval().toNanos();
		this.registry = registry;
		this.records = records;
		this.sink = sink;
		this.lastSeen = new LastSeenStacks(this.backend);
	}

	// By the watcher: stacks of old tasks that were never seen, in case they are proved
	public void see(SupervisedTask<?> task, LeakEvidence evidence) {
		if (task.home() instanceof TaskRecord record) {
			this.lastSeen.add(record, evidence);
		}
	}

	public void seeUnseen() {
		seeUnseen(false);
	}

	private void seeUnseen(boolean youngToo) {
		this.lastSeen.addUnseen(this.registry, this.checkInterval, youngToo);
	}

	/**
	 * Takes out what was proved since the last call and reports it.
	 * @return the leaks, in no order
	 */
	public List<RecentLeak> drain() {
		this.draining.incrementAndGet();
		try {
			return takeOut();
		}
		finally {
			this.draining.decrementAndGet();
		}
	}

	private List<RecentLeak> takeOut() {
		List<RecentLeak> leaks = new ArrayList<>();
		for (TaskRecord record = this.records.poll(); record != null; record = this.records.poll()) {
			if (record.removeCollected()) {
				leaks.add(this.sink.proved(record));
			}
		}
		if (!leaks.isEmpty()) {
			answer(leaks);
			this.sink.drained();
		}
		return leaks;
	}

	// By the thread that has drained: for all callers that wait
	private void answer(List<RecentLeak> leaks) {
		this.lock.lock();
		try {
			this.answers.forEach((answer) -> answer.addAll(leaks));
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Requests a collection and waits until all is reported that it proved.
	 * @return the leaks, in no order
	 */
	@SuppressWarnings("ReferenceEquality")
	public List<RecentLeak> prove() {
		List<RecentLeak> answer = new ArrayList<>();
		this.lock.lock();
		try {
			this.answers.add(answer);
		}
		finally {
			this.lock.held = 0;
		}
		try {
			drainUntil(collect());
		}
		finally {
			this.lock.lock();
			try {
				this.answers.removeIf((other) -> other == answer);
			}
			finally {
				this.lock.held = 0;
			}
		}
		return answer;
	}

	// Old tasks are held by records only. Callers that come while a collection runs share
	// the next. All that wait are woken at once: the first goes on, so that none waits
	// for a virtual thread that has no carrier
	private Sentinel collect() {
		long before = this.started;
		while (!this.collecting.compareAndSet(false, true)) {
			try {
				this.collectors.await(this.backend, Long.MAX_VALUE, this, () -> !this.collecting.get());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return this.last;
			}
		}
		try {
			long latest = this.started;
			if (latest == before || this.completed != latest) {
				this.started = latest + 1;
				this.registry.age(Long.MAX_VALUE);
				seeUnseen(true);
				this.last = new Sentinel();
				this.backend.collectGarbage();
				this.completed = latest + 1;
			}
			return this.last;
		}
		finally {
			this.collecting.set(false);
			this.collectors.wakeAll(this.backend);
		}
	}

	// What was enqueued with the sentinel is there a moment later
	private void drainUntil(Sentinel sentinel) {
		long until = this.backend.nanoTime() + MAX_WAIT;
		boolean enqueued = false;
		boolean more = true;
		while ((!enqueued || more) && this.backend.nanoTime() < until) {
			enqueued = sentinel.isEnqueued();
			this.backend.park(this, LOOK);
			more = !drain().isEmpty() || this.draining.get() > 0;
			if (Thread.currentThread().isInterrupted()) {
				return;
			}
		}
	}

	/**
	 * By a launch that has met a limit: waits for slots of tasks that are blocked for
	 * ever, for a second and then for the result of a collection that was requested
	 * meanwhile, for at most another one. Requests at most one collection a second.
	 * @param taken takes a slot when one is free
	 * @return whether it has taken one
	 */
	public boolean awaitFreedSlot(BooleanSupplier taken) {
		long until = this.backend.nanoTime() + MAX_WAIT;
		Sentinel awaited = null;
		boolean over = false;
		while (true) {
			if (awaited == null && mayCollect()) {
				collect();
			}
			drain();
			if (taken.getAsBoolean()) {
				return true;
			}
			if (over || Thread.currentThread().isInterrupted()) {
				return false;
			}
			long now = this.backend.nanoTime();
			if (awaited == null && now >= until) {
				awaited = this.last;
				until = now + MAX_WAIT;
			}
			over = awaited != null && (awaited.isEnqueued() || now >= until);
			this.backend.park(this, LOOK);
		}
	}

	private boolean mayCollect() {
		this.lock.lock();
		try {
			long now = this.backend.nanoTime();
			boolean may = !this.collected || now - this.collectedAt >= MAX_WAIT;
			if (may) {
				this.collected = true;
				this.collectedAt = now;
			}
			return may;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// False, with one line in the log, where tasks cannot be proved
	public static boolean isPossible(Backend backend) {
		String obstacle = backend.proofObstacle();
		if (obstacle != null) {
			LogLine.write(LogTopic.LEAK, Level.WARN,
					"Option proveUnreachable (property corral.leak.prove-unreachable) stays off: {}", obstacle);
		}
		return obstacle == null;
	}

	/** Receives tasks that were proved unreachable. */
	public interface Sink {

		/**
		 * A task that is blocked for ever has left the registry.
		 * @param record its record
		 * @return the leak's details
		 */
		RecentLeak proved(TaskRecord record);

		/** Called after one or more were proved, under no lock. */
		void drained();

	}

	/**
	 * An object that the next collection clears: what that proves is enqueued at about
	 * the same time.
	 */
	private static final class Sentinel {

		private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

		/** Not read: as long as it is reachable, the collector enqueues it. */
		@SuppressWarnings("unused")
		private final PhantomReference<Object> reference = new PhantomReference<>(new Object(), this.queue);

		private volatile boolean enqueued;

		private boolean isEnqueued() {
			if (this.queue.poll() != null) {
				this.enqueued = true;
			}
			return this.enqueued;
		}

	}

}
