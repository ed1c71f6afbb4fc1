package dev.corral.internal.scope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.task.SupervisedTask;

/**
 * The tasks of one scope until they are gone. All methods but {@link #leave} and
 * {@link #read} are called under the lock of the scope's members.
 */
public final class ScopeTasks {

	/*-
	 * Tasks are kept in chunks, in order of launch. A task that is gone empties its slot with
	 * one CAS and without a lock, so that nothing holds it any longer. When there are twice as
	 * many chunks as after the last compaction, the tasks of chunks that are less than half
	 * full move to a chunk of their own. While a task is moved it is in both slots and may
	 * leave from either. One that is not in the slot it refers to leaves under the lock.
	 */

	private static final int FIRST_CHUNK = 8;

	private static final int LAST_CHUNK = 256;

	private static final int GROWTH = 4;

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(SupervisedTask[].class);

	private List<@Nullable SupervisedTask<?>[]> chunks = new ArrayList<>(1);

	/** Also holds the number of used slots of the last chunk. */
	private final PaddedLock lock;

	/** The number of chunks at which they are compacted. */
	private int compactAt;

	private final int leastCompactAt;

	private int compactions;

	ScopeTasks(PaddedLock lock, int leastCompactAt) {
		this.lock = lock;
		this.leastCompactAt = leastCompactAt;
		this.compactAt = leastCompactAt;
	}

	void add(SupervisedTask<?> task) {
		@Nullable SupervisedTask<?>[] chunk = chunkWithRoom();
		int at = (int) this.lock.filled;
		chunk[at] = task;
		task.joinChunk(chunk, at);
		this.lock.filled = at + 1L;
	}

	private @Nullable SupervisedTask<?>[] chunkWithRoom() {
		int size = FIRST_CHUNK;
		if (!this.chunks.isEmpty()) {
			@Nullable SupervisedTask<?>[] last = this.chunks.get(this.chunks.size() - 1);
			if (this.lock.filled < last.length) {
				return last;
			}
			size = Math.min(LAST_CHUNK, GROWTH * last.length);
		}
		@Nullable SupervisedTask<?>[] made = new SupervisedTask<?>[size];
		if (this.chunks.size() >= this.compactAt) {
			compact();
		}
		this.chunks.add(made);
		this.lock.filled = 0;
		return made;
	}

	/**
	 * Removes a task that is gone; mostly called without the lock.
	 * @param task the task
	 * @return {@code false} when it is being moved, and has to leave under the lock
	 */
	public static boolean leave(SupervisedTask<?> task) {
		@Nullable SupervisedTask<?>[] chunk = task.memberChunk();
		int at = task.memberSlot();
		return chunk != null && at < chunk.length && SLOT.compareAndSet(chunk, at, task, null);
	}

	// All chunks are full. Everything is allocated before the first task moves, with room
	// for one more chunk, so nothing can fail halfway
	private void compact() {
		List<@Nullable SupervisedTask<?>[]> sparse = new ArrayList<>();
		List<@Nullable SupervisedTask<?>[]> kept = new ArrayList<>(this.chunks.size() + 2);
		int number = 0;
		for (@Nullable
		SupervisedTask<?>[] chunk : this.chunks) {
			int tasks = count(chunk, Integer.MAX_VALUE);
			if (2 * tasks < chunk.length || chunk.length < FIRST_CHUNK) {
				sparse.add(chunk);
				number += tasks;
			}
			else {
				kept.add(chunk);
			}
		}
		@Nullable SupervisedTask<?>[] compacted = new SupervisedTask<?>[number];
		if (number > 0) {
			kept.add(0, compacted);
		}
		int filled = 0;
		for (@Nullable
		SupervisedTask<?>[] chunk : sparse) {
			filled = move(chunk, compacted, filled);
		}
		this.chunks = kept;
		this.compactions++;
		this.compactAt = Math.max(this.leastCompactAt, 2 * kept.size());
	}

	// A task that is gone by now leaves from its old slot
	private static int move(@Nullable SupervisedTask<?>[] from, @Nullable SupervisedTask<?>[] into, int filled) {
		int next = filled;
		for (int at = 0; at < from.length; at++) {
			SupervisedTask<?> task = liveTask(from, at);
			if (task == null) {
				continue;
			}
			into[next] = task;
			task.joinChunk(into, next);
			if (SLOT.compareAndSet(from, at, task, null)) {
				next++;
			}
			else {
				into[next] = null;
			}
		}
		return next;
	}

	// To be read without the lock; complete if no compaction comes in between
	List<@Nullable SupervisedTask<?>[]> chunks() {
		return List.copyOf(this.chunks);
	}

	int compactions() {
		return this.compactions;
	}

	// Newest first, but for those that were moved
	static List<SupervisedTask<?>> read(List<@Nullable SupervisedTask<?>[]> chunks) {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (int i = chunks.size() - 1; i >= 0; i--) {
			@Nullable SupervisedTask<?>[] chunk = chunks.get(i);
			for (int at = chunk.length - 1; at >= 0; at--) {
				SupervisedTask<?> task = liveTask(chunk, at);
				if (task != null) {
					tasks.add(task);
				}
			}
		}
		return tasks;
	}

	// Stops counting at a maximum
	int count(int max) {
		int tasks = 0;
		for (int i = this.chunks.size() - 1; i >= 0 && tasks < max; i--) {
			tasks += count(this.chunks.get(i), max - tasks);
		}
		return tasks;
	}

	private static int count(@Nullable SupervisedTask<?>[] chunk, int max) {
		int tasks = 0;
		for (int at = 0; at < chunk.length && tasks < max; at++) {
			tasks += (liveTask(chunk, at) != null) ? 1 : 0;
		}
		return tasks;
	}

	private static @Nullable SupervisedTask<?> liveTask(@Nullable SupervisedTask<?>[] chunk, int at) {
		SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(chunk, at);
		return (task != null && !task.isGone()) ? task : null;
	}

}
