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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * Proof mode: the garbage collector tells which tasks are blocked for ever. A parked
 * virtual thread is kept alive only by what can unpark it; if a task's phantom reference
 * is enqueued, nothing can. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class Proofs {

	/*-
	 * The idea is that of Go's leak profile (GOLF: what no runnable goroutine reaches can
	 * never run), with the means of the JVM: nothing of ours holds an old task but its own
	 * thread. A weak reference would not do as a proof: a finalizer can wake what it has
	 * lost already.
	 */

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	/**
	 * How long a launch that meets a limit, or a caller, waits for a collection to tell.
	 */
	private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

	/** How often such a wait looks. */
	private static final long LOOK = Duration.ofMillis(5).toNanos();

	private final Backend backend;

	private final long checkInterval;

	private final Registry<SupervisedTask<?>> registry;

	private final ProofRecords records;

	private final Sink sink;

	private final SpinLock lock = new SpinLock();

	/** When a launch last had a collection made. */
	@GuardedBy("lock")
	private long collectedAt;

	@GuardedBy("lock")
	private boolean collected;

	/** Tells whether all is told that the last collection asked for has proved. */
	private volatile Sentinel last = new Sentinel();

	/** What is proved while somebody waits to hear it. */
	@GuardedBy("lock")
	private final List<List<RecentLeak>> answers = new ArrayList<>();

	private final LastSeenStacks lastSeen;

	/** Whether a collection is being made, by one thread at a time. */
	private final AtomicBoolean collecting = new AtomicBoolean();

	private final Waiters collectors = new Waiters();

	/** How many collections were begun; written by whoever collects. */
	private volatile long begun;

	/** The last one that was not broken off; written by whoever collects. */
	private volatile long completed;

	/** How many threads are taking out what was proved, and have not told it yet. */
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
	 * Takes out what was proved since the last call, and tells its story.
	 * @return the stories, in no order
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
		List<RecentLeak> stories = new ArrayList<>();
		for (TaskRecord record = this.records.poll(); record != null; record = this.records.poll()) {
			if (record.removeCollected()) {
				stories.add(this.sink.proved(record));
			}
		}
		if (!stories.isEmpty()) {
			answer(stories);
			this.sink.drained();
		}
		return stories;
	}

	// Whoever has drained: it is told to all that have asked
	private void answer(List<RecentLeak> stories) {
		this.lock.lock();
		try {
			this.answers.forEach((answer) -> answer.addAll(stories));
		}
		finally {
			this.lock.held = 0;
		}
	}

	/**
	 * Has a collection made and waits until all is told that it proved.
	 * @return the stories, in no order
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

	// Old tasks are held by records only. Who asks while a collection runs shares the
	// next. All that wait are woken at once: whoever is first goes on, so that none waits
	// for
	// a virtual thread that has no carrier
	private Sentinel collect() {
		long before = this.begun;
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
			long latest = this.begun;
			if (latest == before || this.completed != latest) {
				this.begun = latest + 1;
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
		long until = this.backend.nanoTime() + PATIENCE;
		boolean told = false;
		boolean more = true;
		while ((!told || more) && this.backend.nanoTime() < until) {
			told = sentinel.isTold();
			this.backend.park(this, LOOK);
			more = !drain().isEmpty() || this.draining.get() > 0;
			if (Thread.currentThread().isInterrupted()) {
				return;
			}
		}
	}

	/**
	 * By a launch that has met a limit: waits for slots of tasks that are blocked for
	 * ever, for a second and then for what a collection that was asked for meanwhile has
	 * to tell, for at most another one. Has collections made for that, at most one a
	 * second.
	 * @param taken takes a slot when one is free
	 * @return whether it has taken one
	 */
	public boolean awaitFreedSlot(BooleanSupplier taken) {
		long until = this.backend.nanoTime() + PATIENCE;
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
				until = now + PATIENCE;
			}
			over = awaited != null && (awaited.isTold() || now >= until);
			this.backend.park(this, LOOK);
		}
	}

	private boolean mayCollect() {
		this.lock.lock();
		try {
			long now = this.backend.nanoTime();
			boolean may = !this.collected || now - this.collectedAt >= PATIENCE;
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
		String hindrance = backend.hindranceOfProofs();
		if (hindrance != null) {
			logger.warn("proveUnreachable (property corral.leak.prove-unreachable) stays off: {}", hindrance);
		}
		return hindrance == null;
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
	 * An object that the next collection loses: what was proved by it is told at about
	 * the same time.
	 */
	private static final class Sentinel {

		private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

		/** Not read: as long as it is reachable, the collector tells. */
		@SuppressWarnings("unused")
		private final PhantomReference<Object> reference = new PhantomReference<>(new Object(), this.queue);

		private volatile boolean told;

		private boolean isTold() {
			if (this.queue.poll() != null) {
				this.told = true;
			}
			return this.told;
		}

	}

}
