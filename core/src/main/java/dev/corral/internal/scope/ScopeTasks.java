package dev.corral.internal.scope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.PaddedLock;
import dev.corral.internal.task.SupervisedTask;

/**
 * The tasks of one scope until they are gone. All but {@link #leave} is called under the
 * lock of the scope's members.
 */
public final class ScopeTasks {

	/*-
	 * Tasks stand in chunks, in order of launch. One that is gone empties its slot with one
	 * CAS and without a lock, so that nobody holds it any longer. When there are twice as
	 * many chunks as after the last look, those that are less than half full are gathered: a
	 * task that is moved stands in both slots for a moment and may leave from either. One that
	 * does not find itself where it seems to be leaves under the lock.
	 */

	private static final int FIRST_CHUNK = 8;

	private static final int LAST_CHUNK = 256;

	private static final int GROWTH = 4;

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(SupervisedTask[].class);

	private List<@Nullable SupervisedTask<?>[]> chunks = new ArrayList<>(1);

	/** Says how many slots of the last chunk are used. */
	private final PaddedLock lock;

	/** So many chunks are worth a look. */
	private int crowd;

	private final int leastCrowd;

	private int gatherings;

	public ScopeTasks(PaddedLock lock, int leastCrowd) {
		this.lock = lock;
		this.leastCrowd = leastCrowd;
		this.crowd = leastCrowd;
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
		if (this.chunks.size() >= this.crowd) {
			tidy();
		}
		this.chunks.add(made);
		this.lock.filled = 0;
		return made;
	}

	/**
	 * Takes a task out that is gone; by whoever settled it, mostly without the lock.
	 * @param task the task
	 * @return {@code false} when it is being moved, and has to leave under the lock
	 */
	public static boolean leave(SupervisedTask<?> task) {
		@Nullable SupervisedTask<?>[] chunk = task.memberChunk();
		int at = task.memberSlot();
		return chunk != null && at < chunk.length && SLOT.compareAndSet(chunk, at, task, null);
	}

	// All chunks are full. What is needed is made first, also the room for one chunk
	// more:
	// nothing fails in between
	private void tidy() {
		List<@Nullable SupervisedTask<?>[]> sparse = new ArrayList<>();
		List<@Nullable SupervisedTask<?>[]> kept = new ArrayList<>(this.chunks.size() + 2);
		int number = 0;
		for (@Nullable
		SupervisedTask<?>[] chunk : this.chunks) {
			int tasks = count(chunk);
			if (2 * tasks < chunk.length || chunk.length < FIRST_CHUNK) {
				sparse.add(chunk);
				number += tasks;
			}
			else {
				kept.add(chunk);
			}
		}
		@Nullable SupervisedTask<?>[] gathered = new SupervisedTask<?>[number];
		if (number > 0) {
			kept.add(0, gathered);
		}
		int filled = 0;
		for (@Nullable
		SupervisedTask<?>[] chunk : sparse) {
			filled = gather(chunk, gathered, filled);
		}
		this.chunks = kept;
		this.gatherings++;
		this.crowd = Math.max(this.leastCrowd, 2 * kept.size());
	}

	private static int gather(@Nullable SupervisedTask<?>[] from, @Nullable SupervisedTask<?>[] into, int filled) {
		int next = filled;
		for (int at = 0; at < from.length; at++) {
			SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(from, at);
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

	private static int count(@Nullable SupervisedTask<?>[] chunk) {
		int tasks = 0;
		for (int at = 0; at < chunk.length; at++) {
			tasks += (SLOT.getAcquire(chunk, at) != null) ? 1 : 0;
		}
		return tasks;
	}

	// To be read without the lock, as long as nothing is gathered meanwhile
	List<@Nullable SupervisedTask<?>[]> chunks() {
		return List.copyOf(this.chunks);
	}

	// How often tasks have changed their chunk
	int gatherings() {
		return this.gatherings;
	}

	// Newest first, but for those that were gathered
	static List<SupervisedTask<?>> read(List<@Nullable SupervisedTask<?>[]> chunks) {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (int i = chunks.size() - 1; i >= 0; i--) {
			@Nullable SupervisedTask<?>[] chunk = chunks.get(i);
			for (int at = chunk.length - 1; at >= 0; at--) {
				SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(chunk, at);
				if (task != null && !task.isGone()) {
					tasks.add(task);
				}
			}
		}
		return tasks;
	}

	int count() {
		int tasks = 0;
		for (int i = 0; i < this.chunks.size(); i++) {
			tasks += countLive(this.chunks.get(i), Integer.MAX_VALUE);
		}
		return tasks;
	}

	boolean isEmpty() {
		for (int i = this.chunks.size() - 1; i >= 0; i--) {
			if (countLive(this.chunks.get(i), 1) > 0) {
				return false;
			}
		}
		return true;
	}

	// At most so many
	private static int countLive(@Nullable SupervisedTask<?>[] chunk, int most) {
		int tasks = 0;
		for (int at = 0; at < chunk.length && tasks < most; at++) {
			SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(chunk, at);
			tasks += (task != null && !task.isGone()) ? 1 : 0;
		}
		return tasks;
	}

}
