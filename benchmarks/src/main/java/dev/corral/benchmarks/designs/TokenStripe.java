package dev.corral.benchmarks.designs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** A stripe whose young tasks put a token in their place when they leave. */
final class TokenStripe extends ChunkStripe {

	/*-
	 * Either the task's CAS or that of whoever makes it old wins. A task that loses takes
	 * the lock, and there sees the chunk it was moved to.
	 */

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

	private static final Object GONE = new Object();

	// Keeps the next stripe off the cache lines of this one

	long pad0;

	long pad1;

	long pad2;

	long pad3;

	long pad4;

	long pad5;

	long pad6;

	long pad7;

	TokenStripe(PaddedCounter ids, int youngChunks) {
		super(ids, youngChunks);
	}

	@Override
	void leave(ChunkTask task) {
		Chunk chunk = task.chunk();
		if (chunk.young && SLOT.compareAndSet(chunk.slots, task.slot, task, GONE)) {
			return;
		}
		synchronized (this) {
			removeOld(task);
		}
	}

	@Override
	boolean isLeft(Chunk chunk, int at) {
		return SLOT.getVolatile(chunk.slots, at) == GONE;
	}

	@Override
	@GuardedBy("this")
	void age(Chunk from, int at, ChunkTask task) {
		Chunk to = this.old.withRoom();
		to.add(task);
		if (SLOT.compareAndSet(from.slots, at, task, null)) {
			hasAged();
		}
		else {
			to.retract();
		}
	}

}
