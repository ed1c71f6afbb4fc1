package dev.corral;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of one scope until they settle. All but {@link #leaveYoung} is called under
 * the lock of the scope's members.
 */
final class ScopeTasks {

	/*-
	 * As in a stripe most tasks die young: they stand in chunks, and one that has settled
	 * only wipes its slot, without a lock, so that nobody holds it any longer. When there are
	 * chunks enough, or when somebody needs to know how many are left, tasks get old: they
	 * stand in one array without gaps and leave it under the lock.
	 *
	 * A task is gone and then reads whether it is old; whoever makes it old writes that and
	 * then reads whether it is gone. One of the two sees the other, both may: the second
	 * finds nothing left to do. Who is gone reads the slot before the chunk, who makes old
	 * writes the chunk before the slot: a young chunk is never wiped at an old one's place.
	 */

	private static final int FIRST_CHUNK = 8;

	private static final int LAST_CHUNK = 256;

	private static final int GROWTH = 4;

	private static final int YOUNG_CHUNKS = 8;

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(SupervisedTask[].class);

	/** The young tasks, in order of launch. */
	private final List<@Nullable SupervisedTask<?>[]> young = new ArrayList<>(1);

	/** Says how many slots of the last chunk are used. */
	private final Turn lock;

	private @Nullable SupervisedTask<?>[] old = new SupervisedTask<?>[0];

	private int olds;

	ScopeTasks(Turn lock) {
		this.lock = lock;
	}

	void add(SupervisedTask<?> task) {
		@Nullable SupervisedTask<?>[] chunk = chunkWithRoom();
		int at = (int) this.lock.filled;
		chunk[at] = task;
		task.memberSlot = at;
		task.memberChunk = chunk;
		this.lock.filled = at + 1L;
	}

	private @Nullable SupervisedTask<?>[] chunkWithRoom() {
		int size = FIRST_CHUNK;
		if (!this.young.isEmpty()) {
			@Nullable SupervisedTask<?>[] last = this.young.get(this.young.size() - 1);
			if (this.lock.filled < last.length) {
				return last;
			}
			size = Math.min(LAST_CHUNK, GROWTH * last.length);
		}
		Headroom.require();
		if (this.young.size() == YOUNG_CHUNKS) {
			ageFirst();
		}
		@Nullable SupervisedTask<?>[] made = new SupervisedTask<?>[size];
		this.young.add(made);
		this.lock.filled = 0;
		return made;
	}

	/**
	 * Takes a settled task out; by whoever settled it, without the lock.
	 * @param task the task
	 * @return {@code false} when it has got old, and has to be removed under the lock
	 */
	static boolean leaveYoung(SupervisedTask<?> task) {
		int at = task.memberSlot;
		VarHandle.acquireFence();
		@Nullable SupervisedTask<?>[] chunk = task.memberChunk;
		if (chunk == null) {
			return false;
		}
		SLOT.setRelease(chunk, at, null);
		return true;
	}

	// From here on every task that settles takes the lock
	void ageAll() {
		while (!this.young.isEmpty()) {
			ageFirst();
		}
	}

	private void ageFirst() {
		@Nullable SupervisedTask<?>[] chunk = this.young.get(0);
		int needed = this.olds + chunk.length;
		if (needed > this.old.length || needed < this.old.length / 4) {
			this.old = Arrays.copyOf(this.old, needed + needed / 2);
		}
		for (int at = 0; at < chunk.length; at++) {
			SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(chunk, at);
			if (task != null) {
				age(task);
			}
		}
		this.young.remove(0);
	}

	private void age(SupervisedTask<?> task) {
		task.memberChunk = null;
		VarHandle.releaseFence();
		task.memberSlot = this.olds;
		this.old[this.olds++] = task;
		VarHandle.fullFence();
		if (task.isGone()) {
			removeOld(task);
		}
	}

	// The last one takes the place of one that is removed; not there: nothing happens
	@SuppressWarnings("ReferenceEquality")
	void removeOld(SupervisedTask<?> task) {
		int at = task.memberSlot;
		if (task.memberChunk != null || at >= this.olds || this.old[at] != task) {
			return;
		}
		this.olds--;
		SupervisedTask<?> last = this.old[this.olds];
		this.old[this.olds] = null;
		if (last != null && at < this.olds) {
			this.old[at] = last;
			last.memberSlot = at;
		}
	}

	// Newest first, as far as they are young
	List<SupervisedTask<?>> toList() {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (int i = this.young.size() - 1; i >= 0; i--) {
			addTo(tasks, this.young.get(i));
		}
		addTo(tasks, this.old);
		return tasks;
	}

	private static void addTo(List<SupervisedTask<?>> tasks, @Nullable SupervisedTask<?>[] chunk) {
		for (int at = chunk.length - 1; at >= 0; at--) {
			SupervisedTask<?> task = (SupervisedTask<?>) SLOT.getAcquire(chunk, at);
			if (task != null && !task.isGone()) {
				tasks.add(task);
			}
		}
	}

	int size() {
		return isAllOld() ? this.olds : toList().size();
	}

	boolean isEmpty() {
		return size() == 0;
	}

	private boolean isAllOld() {
		return this.young.isEmpty();
	}

}
