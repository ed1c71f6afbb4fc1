package dev.corral.benchmarks.designs;

import org.jspecify.annotations.Nullable;

/** A task that has a slot in a chunk of its stripe. */
final class ChunkTask extends DesignTask {

	/** Written under the stripe's lock, read by the task when it leaves. */
	@Nullable Chunk chunk;

	/** Written under the stripe's lock, read by the task when it leaves. */
	short slot;

	/** Whether it left its young chunk without leaving the registry; for some designs. */
	volatile boolean old;

	/** Whether it stands in an old chunk; for some designs, under the lock. */
	boolean listed;

	private final Chunked design;

	private final ChunkStripe stripe;

	ChunkTask(Chunked design, ChunkStripe stripe, Runnable body) {
		super(body);
		this.design = design;
		this.stripe = stripe;
	}

	Chunk chunk() {
		Chunk its = this.chunk;
		if (its == null) {
			throw new IllegalStateException(this + " has not entered");
		}
		return its;
	}

	@Override
	boolean enter() {
		return this.design.enter(this, this.stripe);
	}

	@Override
	void leave() {
		this.stripe.leave(this);
	}

}
