package dev.corral.benchmarks.designs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the class library offers, put together.
 * <ul>
 * <li>Launch: a permit, an id, an entry in a map by id, an adder.</li>
 * <li>Settle: the entry removed, an adder, the permit released.</li>
 * <li>Count: the difference of two adders.</li>
 * <li>Limit: a semaphore, which is exact.</li>
 * <li>Find: the map's values; by id at once.</li>
 * </ul>
 * Cost: two shared words (permits, ids), and for each task a boxed id, a map's node and a
 * place in its table, which is copied whenever the map grows and never shrinks.
 */
final class MapWithAdders implements Design {

	private final int limit;

	private final PaddedCounter ids = new PaddedCounter();

	private final Map<Long, DesignTask> entries = new ConcurrentHashMap<>();

	private final Semaphore slots;

	private final LongAdder launched = new LongAdder();

	private final LongAdder settled = new LongAdder();

	MapWithAdders(int limit) {
		this.limit = limit;
		this.slots = new Semaphore(limit);
	}

	@Override
	public boolean launch(Runnable body) {
		return new Entry(this, body).launch();
	}

	@Override
	public int live() {
		long gone = this.settled.sum();
		return (int) (this.launched.sum() - gone);
	}

	@Override
	public int taken() {
		return this.limit - this.slots.availablePermits();
	}

	@Override
	public List<DesignTask> tasks() {
		return List.copyOf(this.entries.values());
	}

	/** A value of the map. */
	private static final class Entry extends DesignTask {

		private final MapWithAdders design;

		private Entry(MapWithAdders design, Runnable body) {
			super(body);
			this.design = design;
		}

		@Override
		boolean enter() {
			if (!this.design.slots.tryAcquire()) {
				return false;
			}
			this.id = this.design.ids.next();
			this.design.entries.put(this.id, this);
			this.design.launched.increment();
			return true;
		}

		@Override
		void leave() {
			this.design.entries.remove(this.id);
			this.design.settled.increment();
			this.design.slots.release();
		}

	}

}
