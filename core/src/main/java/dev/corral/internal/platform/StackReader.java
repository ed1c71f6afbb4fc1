package dev.corral.internal.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.VarHandles;

/**
 * Reads the stacks of threads. A read that never returns holds a thread of this class and
 * not the caller. Thread-safe.
 */
public final class StackReader {

	/*-
	 *  caller ──usual thread──> reads it itself
	 *     │
	 *     └──virtual thread that is runnable and has no carrier──> slot ──> helper reads it
	 *            ├── it answers in time: the slot is free again, and its helper soon ends
	 *            └── it does not: the caller goes on without the stack. The helper stays with
	 *                the read, and whoever asks for the same thread is told so at once
	 *
	 * Such a thread waits for a carrier, and answers; or it has lost its way between two states,
	 * because a native thread was lacking, and keeps its reader in a loop for ever. Nothing tells
	 * the two apart. From JDK 27 on threads answer in any state.
	 *
	 * A caller waits without a lock and without a park by a virtual thread, which might not get its
	 * carrier back.
	 */

	/** So many helpers can be lost at most. */
	private static final int SLOTS = 8;

	/** With so many reads without an answer, no further thread is asked. */
	private static final int MAX_LATE = 4;

	/** How often a caller looks for the answer before it parks between two looks. */
	private static final int SPINS = 200;

	private static final long PAUSE = Duration.ofNanos(50_000).toNanos();

	/** How long a helper waits for its next read. */
	private static final long LINGER = Duration.ofSeconds(1).toNanos();

	/** After a helper could not be started, none is for this time. */
	private static final long RETRY = Duration.ofSeconds(1).toNanos();

	private static final boolean ANSWERS_ALWAYS = Runtime.version().feature() >= 27;

	/** Whether an interrupt that closes a channel holds up who asks for the state. */
	private static final boolean STATE_WAITS_FOR_INTERRUPT = Runtime.version().feature() < 25;

	private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

	private static final StackTraceElement NO_ANSWER = new StackTraceElement(VIRTUAL_THREAD, "(does not answer)", null,
			-1);

	private static final StackTraceElement NOT_READ = new StackTraceElement(VIRTUAL_THREAD, "(not read)", null, -1);

	private final Backend backend;

	private final Function<Thread, StackTraceElement[]> source;

	private final Predicate<Thread> mayNotAnswer;

	private final long timeLimit;

	private final Slot[] slots = new Slot[SLOTS];

	private volatile long noStartBefore;

	/**
	 * Makes a reader without threads.
	 * @param backend clock and threads
	 * @param source reads a stack, and may never return
	 * @param mayNotAnswer which threads are read by a helper
	 * @param timeLimit how long a caller waits for a stack
	 */
	StackReader(Backend backend, Function<Thread, StackTraceElement[]> source, Predicate<Thread> mayNotAnswer,
			Duration timeLimit) {
		this.backend = backend;
		this.source = source;
		this.mayNotAnswer = mayNotAnswer;
		this.timeLimit = timeLimit.toNanos();
		for (int i = 0; i < SLOTS; i++) {
			this.slots[i] = new Slot();
		}
	}

	/**
	 * Whether a thread may be one that never answers. Returns in time for any thread.
	 * @param thread the thread
	 * @return {@code false} when its stack can be read at once
	 */
	static boolean mayNotAnswer(Thread thread) {
		if (ANSWERS_ALWAYS || !thread.isVirtual() || thread == Thread.currentThread()) {
			return false;
		}
		if (STATE_WAITS_FOR_INTERRUPT && LockSupport.getBlocker(thread) == null) {
			return true;
		}
		return thread.getState() == Thread.State.RUNNABLE && (STATE_WAITS_FOR_INTERRUPT || !hasCarrier(thread));
	}

	// Only its text tells: VirtualThread[#22,name]/runnable@carrier
	private static boolean hasCarrier(Thread thread) {
		String text = thread.toString();
		return text.indexOf('@', text.lastIndexOf("]/")) >= 0;
	}

	/**
	 * Whether a thread did not answer when its stack was read.
	 * @param frames what was read
	 * @return {@code true} when it did not
	 */
	public static boolean isNoAnswer(StackTraceElement[] frames) {
		return frames.length == 1 && frames[0].equals(NO_ANSWER);
	}

	/**
	 * Whether a stack was not read, as too many threads did not answer before, or for
	 * lack of memory or of a native thread.
	 * @param frames what was read
	 * @return {@code true} when it was not
	 */
	public static boolean isNotRead(StackTraceElement[] frames) {
		return frames.length == 1 && frames[0].equals(NOT_READ);
	}

	/**
	 * Reads a stack.
	 * @param thread the thread
	 * @return its frames, innermost first; a single frame that says so when the thread
	 * does not answer or was not asked
	 */
	StackTraceElement[] read(Thread thread) {
		return this.mayNotAnswer.test(thread) ? readByHelper(thread) : this.source.apply(thread);
	}

	private StackTraceElement[] readByHelper(Thread thread) {
		Read read = new Read(thread, this.backend.nanoTime());
		for (int looks = 0; !isLate(read); looks++) {
			int late = 0;
			for (Slot slot : this.slots) {
				Read other = slot.read;
				if (other != null && other.target == thread) {
					return await(other);
				}
				late += (other != null && isLate(other)) ? 1 : 0;
			}
			if (late >= MAX_LATE) {
				break;
			}
			for (Slot slot : this.slots) {
				if (Slot.READ.compareAndSet(slot, null, read)) {
					return isTaken(slot, read) ? await(read) : notRead();
				}
			}
			pause(looks);
		}
		return notRead();
	}

	// False when there is no helper, and none can be started
	private boolean isTaken(Slot slot, Read read) {
		HelperThread helper = slot.helper;
		if (helper.isRunning() || this.backend.nanoTime() >= this.noStartBefore) {
			helper.wake();
			if (helper.isRunning()) {
				return true;
			}
			this.noStartBefore = this.backend.nanoTime() + RETRY;
		}
		Slot.READ.compareAndSet(slot, read, null);
		return false;
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
		for (Slot slot : this.slots) {
			Read read = slot.read;
			late += (read != null && isLate(read)) ? 1 : 0;
		}
		return late;
	}

	/** One stack that callers wait for. */
	private static final class Read {

		private final Thread target;

		private final long askedAt;

		private volatile StackTraceElement @Nullable [] frames;

		private Read(Thread target, long askedAt) {
			this.target = target;
			this.askedAt = askedAt;
		}

	}

	/** A read and the helper that carries it out. */
	private final class Slot {

		private static final VarHandle READ = VarHandles.of(MethodHandles.lookup(), "read", Read.class);

		/** {@code null} while the slot is free. */
		private volatile @Nullable Read read;

		private final HelperThread helper = new HelperThread(StackReader.this.backend, "corral-stacks", this::run,
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

		// False when there is nothing to read. Holds the thread no longer than it reads
		// it
		private boolean answer() {
			Read next = this.read;
			if (next == null) {
				return false;
			}
			next.frames = framesOf(next.target);
			this.read = null;
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
