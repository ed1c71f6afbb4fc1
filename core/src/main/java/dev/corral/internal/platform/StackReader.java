package dev.corral.internal.platform;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stacks of threads. A read that never returns holds a thread of this class and
 * not the caller. Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class StackReader {

	/*-
	 *  caller ──usual thread──> reads it itself
	 *     │
	 *     └──virtual thread that is runnable and has no carrier──> a helper reads it
	 *            ├── it answers in time: the helper takes the next read, and ends when none comes
	 *            └── it does not: the caller goes on without the stack. The helper stays with the
	 *                read, and other callers that ask for this thread go on at once
	 *
	 * Such a thread waits for a carrier, and answers. Or the JDK has lost it between two states,
	 * because a native thread was lacking: then a read of its stack spins for ever. Nothing tells
	 * the two apart. From JDK 27 on threads answer in any state. Before JDK 25 more threads are
	 * read by a helper: all that are runnable, and those that wait without a park blocker.
	 *
	 * A virtual thread that calls this spins while it waits. If it parked, it might not get its
	 * carrier back.
	 */

	/** How many threads read at the same time, and so how many can be lost. */
	private static final int HELPERS = 8;

	/** While so many reads are late, no further thread is read by a helper. */
	private static final int MAX_LATE = 4;

	/** How often a caller looks for the answer before it parks between two looks. */
	private static final int SPINS = 200;

	/** Nanoseconds between two looks for the answer. */
	private static final long PAUSE = 50_000;

	/** How long a helper waits for its next read, in nanoseconds. */
	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	/** After a helper could not be started, nanoseconds until the next try. */
	private static final long RETRY = Duration.ofSeconds(1).toNanos();

	private static final boolean ANSWERS_ALWAYS = Runtime.version().feature() >= 27;

	/** Whether the state cannot be read while an interrupt closes a channel. */
	private static final boolean STATE_WAITS_FOR_INTERRUPT = Runtime.version().feature() < 25;

	private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

	private static final StackTraceElement NO_ANSWER = new StackTraceElement(VIRTUAL_THREAD, "(does not answer)", null,
			-1);

	private static final StackTraceElement NOT_READ = new StackTraceElement(VIRTUAL_THREAD, "(not read)", null, -1);

	private final Backend backend;

	private final Function<Thread, StackTraceElement[]> source;

	private final Predicate<Thread> needsHelper;

	/** In nanoseconds. */
	private final long timeLimit;

	private final SpinLock lock = new SpinLock();

	private final Helper[] helpers = new Helper[HELPERS];

	/** By the backend's clock; written by callers that could not start a helper. */
	private volatile long noStartBefore;

	/**
	 * Makes a reader without threads.
	 * @param backend clock and threads
	 * @param source reads a stack, and may never return
	 * @param needsHelper which threads are read by a helper
	 * @param timeLimit how long a caller waits for a stack
	 */
	StackReader(Backend backend, Function<Thread, StackTraceElement[]> source, Predicate<Thread> needsHelper,
			Duration timeLimit) {
		this.backend = backend;
		this.source = source;
		this.needsHelper = needsHelper;
		this.timeLimit = timeLimit.toNanos();
		for (int i = 0; i < HELPERS; i++) {
			this.helpers[i] = new Helper();
		}
	}

	/**
	 * Whether a read of a thread's stack may never return. Returns in time for any
	 * thread.
	 * @param thread the thread
	 * @return {@code false} when its stack can be read at once
	 */
	static boolean needsHelper(Thread thread) {
		if (ANSWERS_ALWAYS || !thread.isVirtual() || thread == Thread.currentThread()) {
			return false;
		}
		if (STATE_WAITS_FOR_INTERRUPT && LockSupport.getBlocker(thread) == null) {
			return true;
		}
		return thread.getState() == Thread.State.RUNNABLE
				&& (STATE_WAITS_FOR_INTERRUPT || !hasCarrier(thread.toString()));
	}

	// The text of a virtual thread: VirtualThread[#22,name]/runnable@carrier
	static boolean hasCarrier(String text) {
		return text.indexOf('@', text.lastIndexOf("]/") + 1) >= 0;
	}

	/**
	 * Whether a thread did not answer when its stack was read.
	 * @param stack what was read
	 * @return {@code true} when it did not
	 */
	public static boolean isNoAnswer(List<StackTraceElement> stack) {
		return stack.size() == 1 && stack.get(0).equals(NO_ANSWER);
	}

	/**
	 * Whether a stack was not read, as too many threads did not answer before, or for
	 * lack of memory or of a native thread.
	 * @param stack what was read
	 * @return {@code true} when it was not
	 */
	public static boolean isNotRead(List<StackTraceElement> stack) {
		return stack.size() == 1 && stack.get(0).equals(NOT_READ);
	}

	/**
	 * Reads a stack. Waits no longer than the time limit for a thread that needs a
	 * helper.
	 * @param thread the thread
	 * @return its frames, innermost first; a single frame that says so when the thread
	 * does not answer or was not read
	 */
	StackTraceElement[] read(Thread thread) {
		return this.needsHelper.test(thread) ? readByHelper(thread) : this.source.apply(thread);
	}

	private StackTraceElement[] readByHelper(Thread thread) {
		Read own = new Read(thread, this.backend.nanoTime());
		for (int looks = 0; !isLate(own); looks++) {
			Read read = place(own);
			if (read != null) {
				return (read != own || isTaken(own)) ? await(read) : notRead();
			}
			if (late() >= MAX_LATE) {
				break;
			}
			pause(looks);
		}
		return notRead();
	}

	// Gives the read to a helper that is free. Returns the read of the same thread when
	// there
	// is one, null when no helper is free
	private @Nullable Read place(Read own) {
		this.lock.lock();
		try {
			Helper free = null;
			int late = 0;
			for (int i = 0; i < HELPERS; i++) {
				Read read = this.helpers[i].read;
				if (read == null) {
					free = this.helpers[i];
				}
				else if (read.target == own.target) {
					return read;
				}
				else if (own.askedAt - read.askedAt > this.timeLimit) {
					late++;
				}
			}
			if (free == null || late >= MAX_LATE) {
				return null;
			}
			own.helper = free;
			free.read = own;
			return own;
		}
		finally {
			this.lock.held = 0;
		}
	}

	// False when its helper does not run and cannot be started; it is withdrawn then
	private boolean isTaken(Read read) {
		Helper helper = Objects.requireNonNull(read.helper, "a read that was placed has a helper");
		if (helper.thread.isRunning() || this.backend.nanoTime() >= this.noStartBefore) {
			helper.thread.wake();
			if (helper.thread.isRunning()) {
				return true;
			}
			this.noStartBefore = this.backend.nanoTime() + RETRY;
		}
		read.frames = notRead();
		release(helper, read);
		return false;
	}

	private void release(Helper helper, Read read) {
		this.lock.lock();
		try {
			if (helper.read == read) {
				helper.read = null;
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	private StackTraceElement[] await(Read read) {
		StackTraceElement[] frames = read.frames;
		for (int looks = 0; frames == null; looks++) {
			if (isLate(read)) {
				return new StackTraceElement[] { NO_ANSWER };
			}
			pause(looks);
			frames = read.frames;
		}
		return frames;
	}

	// Keeps an interrupt; an interrupted thread does not park
	private void pause(int looks) {
		if (looks < SPINS || Thread.currentThread().isVirtual()) {
			Thread.onSpinWait();
		}
		else {
			this.backend.park(this, PAUSE);
		}
	}

	private boolean isLate(Read read) {
		return this.backend.nanoTime() - read.askedAt > this.timeLimit;
	}

	private static StackTraceElement[] notRead() {
		return new StackTraceElement[] { NOT_READ };
	}

	// How many threads have not answered in time
	int late() {
		int late = 0;
		for (Helper helper : this.helpers) {
			Read read = helper.read;
			late += (read != null && isLate(read)) ? 1 : 0;
		}
		return late;
	}

	/** One stack that callers wait for. */
	private static final class Read {

		private final Thread target;

		private final long askedAt;

		/** Set when it is placed. */
		private @Nullable Helper helper;

		/** Written by the helper, or by a caller that withdraws the read. */
		private volatile StackTraceElement @Nullable [] frames;

		private Read(Thread target, long askedAt) {
			this.target = target;
			this.askedAt = askedAt;
		}

	}

	/** Reads one stack at a time. */
	private final class Helper {

		/** Written under the lock; {@code null} while the helper is free. */
		@GuardedBy("lock")
		private volatile @Nullable Read read;

		private final HelperThread thread = new HelperThread(StackReader.this.backend, "corral-stacks", this::run,
				() -> this.read != null);

		private void run() {
			long until = StackReader.this.backend.nanoTime() + LINGER;
			long left = LINGER;
			while (left > 0) {
				if (answer()) {
					until = StackReader.this.backend.nanoTime() + LINGER;
				}
				else {
					Thread.interrupted();
					StackReader.this.backend.park(this, left);
				}
				left = until - StackReader.this.backend.nanoTime();
			}
		}

		// False when there is nothing to read. Refers to the thread only meanwhile
		private boolean answer() {
			Read next = this.read;
			if (next == null) {
				return false;
			}
			next.frames = framesOf(next.target);
			release(this, next);
			return true;
		}

		private StackTraceElement[] framesOf(Thread thread) {
			try {
				return StackReader.this.source.apply(thread);
			}
			catch (Throwable ex) {
				return notRead();
			}
		}

	}

}
