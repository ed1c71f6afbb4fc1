package dev.corral.internal.platform;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads the stacks of threads. A read that never returns holds a thread of this class and
 * not the caller. Thread-safe.
 */
final class StackReader {

	/*-
	 *  caller ──the thread is parked, blocked, or a platform thread──> reads it itself
	 *     │
	 *     └──it is a virtual thread on its way from one state to another──> a helper reads it
	 *            ├── it answers in time: the helper waits for the next read, and soon ends
	 *            └── it does not: the caller goes on without the stack. The helper stays with
	 *                the read, and nobody else tries that thread meanwhile
	 *
	 * Only the runtime can tell whether such a thread is mounted and can answer. One that lost its
	 * way between two states, because a native thread was lacking, keeps its reader in a loop for
	 * ever. So many helpers at most are lost to such threads that the machine can bear it.
	 */

	/** The one frame of a thread that does not answer; shared, never written to. */
	private static final StackTraceElement[] NO_ANSWER = {
			new StackTraceElement("java.lang.VirtualThread", "(does not answer)", null, -1) };

	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	/** With so many reads without an answer, a thread that may not answer is not read. */
	static final int MAX_UNANSWERED = 4;

	private final Function<Thread, StackTraceElement[]> source;

	private final long timeLimit;

	/** Helpers without a read. */
	private final Queue<Helper> idle = new ConcurrentLinkedQueue<>();

	/** Reads that their callers have given up. */
	private final Queue<Read> unanswered = new ConcurrentLinkedQueue<>();

	private final AtomicInteger unansweredCount = new AtomicInteger();

	/**
	 * Makes a reader without threads.
	 * @param source reads a stack, and may never return
	 * @param timeLimit how long a caller waits for it
	 */
	StackReader(Function<Thread, StackTraceElement[]> source, Duration timeLimit) {
		this.source = source;
		this.timeLimit = timeLimit.toNanos();
	}

	/**
	 * Reads a stack.
	 * @param thread the thread
	 * @return its frames, innermost first; a single frame that says so when the thread
	 * does not answer
	 */
	StackTraceElement[] read(Thread thread) {
		if (!thread.isVirtual() || thread.getState() != Thread.State.RUNNABLE || thread == Thread.currentThread()) {
			return this.source.apply(thread);
		}
		if (this.unansweredCount.get() >= MAX_UNANSWERED || isUnanswered(thread)) {
			return NO_ANSWER;
		}
		Read read = new Read(thread);
		return handOver(read) ? await(read) : NO_ANSWER;
	}

	private boolean isUnanswered(Thread thread) {
		for (Read read : this.unanswered) {
			if (read.target == thread) {
				return true;
			}
		}
		return false;
	}

	// False when there is no helper, and none can be started
	private boolean handOver(Read read) {
		Helper helper = this.idle.poll();
		if (helper != null) {
			helper.take(read);
			return true;
		}
		try {
			SystemBackend.INSTANCE.startDaemon("corral-stacks", new Helper(read));
			return true;
		}
		catch (Throwable ex) {
			// No memory or no native thread: the caller reads it another time
			return false;
		}
	}

	private StackTraceElement[] await(Read read) {
		long until = System.nanoTime() + this.timeLimit;
		boolean interrupted = false;
		StackTraceElement[] frames = read.frames;
		while (frames == null) {
			long left = until - System.nanoTime();
			if (left <= 0) {
				giveUp(read);
				break;
			}
			LockSupport.parkNanos(read, left);
			interrupted |= Thread.interrupted();
			frames = read.frames;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return (frames != null) ? frames : NO_ANSWER;
	}

	// The helper may answer at the same time: whoever comes second takes the read back
	private void giveUp(Read read) {
		this.unanswered.add(read);
		this.unansweredCount.incrementAndGet();
		if (read.frames != null) {
			answered(read);
		}
	}

	private void answered(Read read) {
		if (this.unanswered.remove(read)) {
			this.unansweredCount.decrementAndGet();
		}
	}

	// How many reads have no answer and hold a helper
	int unanswered() {
		return this.unansweredCount.get();
	}

	/** One stack that a caller waits for. */
	private static final class Read {

		private final Thread target;

		private final Thread caller = Thread.currentThread();

		private volatile StackTraceElement @Nullable [] frames;

		private Read(Thread target) {
			this.target = target;
		}

	}

	/** A thread that reads for callers, one after another. */
	private final class Helper implements Runnable {

		private volatile @Nullable Thread thread;

		private volatile @Nullable Read next;

		private Helper(Read first) {
			this.next = first;
		}

		private void take(Read read) {
			this.next = read;
			LockSupport.unpark(this.thread);
		}

		@Override
		public void run() {
			this.thread = Thread.currentThread();
			try {
				for (Read read = this.next; read != null; read = awaitNext()) {
					this.next = null;
					answer(read);
				}
			}
			catch (Throwable ex) {
				// No memory to wait for the next one
			}
		}

		private void answer(Read read) {
			StackTraceElement[] frames = NO_ANSWER;
			try {
				frames = StackReader.this.source.apply(read.target);
			}
			catch (Throwable ex) {
				// No memory for a stack
			}
			finally {
				read.frames = frames;
				answered(read);
				LockSupport.unpark(read.caller);
			}
		}

		// Null when none came for a while
		private @Nullable Read awaitNext() {
			StackReader.this.idle.add(this);
			long until = System.nanoTime() + LINGER;
			while (this.next == null) {
				long left = until - System.nanoTime();
				if (left <= 0 && StackReader.this.idle.remove(this)) {
					return null;
				}
				Thread.interrupted();
				LockSupport.parkNanos(this, Math.max(left, 1));
			}
			return this.next;
		}

	}

}
