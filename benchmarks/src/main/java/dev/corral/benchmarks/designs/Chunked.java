package dev.corral.benchmarks.designs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Striped chunks by launching thread; how a task leaves them differs. */
abstract class Chunked implements Design {

	private static final int STRIPES = 16;

	private final ChunkStripe[] stripes;

	private final StripedPermits permits;

	Chunked(int limit, Function<PaddedCounter, ChunkStripe> stripe) {
		PaddedCounter ids = new PaddedCounter();
		this.stripes = IntStream.range(0, STRIPES).mapToObj((i) -> stripe.apply(ids)).toArray(ChunkStripe[]::new);
		this.permits = new StripedPermits(this.stripes, limit);
	}

	@Override
	public final boolean launch(Runnable body) {
		int index = (int) Thread.currentThread().threadId() & (STRIPES - 1);
		return new ChunkTask(this, this.stripes[index], body).launch();
	}

	final boolean enter(ChunkTask task, ChunkStripe stripe) {
		while (!stripe.enter(task)) {
			if (!this.permits.lendTo(stripe)) {
				return false;
			}
		}
		return true;
	}

	@Override
	public final int live() {
		int sum = 0;
		for (ChunkStripe stripe : this.stripes) {
			sum += stripe.live();
		}
		return sum;
	}

	@Override
	public final int taken() {
		return this.permits.taken();
	}

	@Override
	public final List<DesignTask> tasks() {
		List<DesignTask> found = new ArrayList<>();
		for (ChunkStripe stripe : this.stripes) {
			stripe.addTo(found);
		}
		return found;
	}

}
