package dev.corral.benchmarks.designs;

import java.util.List;

/**
 * The lower bound: no registry, so not a design to choose.
 * <ul>
 * <li>Launch: one CAS on the counter of launches, and a read of the other.</li>
 * <li>Settle: an increment of the counter of settled tasks.</li>
 * <li>Count: the difference.</li>
 * <li>Limit: the difference must be below it, which is exact.</li>
 * <li>Find: not possible.</li>
 * </ul>
 * Cost: two cache lines that all launchers and all carriers share; no memory.
 */
final class CountOnly implements Design {

	private final int limit;

	private final PaddedCounter launched = new PaddedCounter();

	private final PaddedCounter settled = new PaddedCounter();

	CountOnly(int limit) {
		this.limit = limit;
	}

	@Override
	public boolean launch(Runnable body) {
		return new Entry(this, body).launch();
	}

	@Override
	public int live() {
		long gone = this.settled.get();
		return (int) (this.launched.get() - gone);
	}

	@Override
	public int taken() {
		return live();
	}

	@Override
	public List<DesignTask> tasks() {
		return List.of();
	}

	/** Counted only. */
	private static final class Entry extends DesignTask {

		private final CountOnly design;

		private Entry(CountOnly design, Runnable body) {
			super(body);
			this.design = design;
		}

		@Override
		boolean enter() {
			long last;
			do {
				last = this.design.launched.get();
				if (last - this.design.settled.get() >= this.design.limit) {
					return false;
				}
			}
			while (!this.design.launched.advance(last));
			this.id = last + 1;
			return true;
		}

		@Override
		void leave() {
			this.design.settled.next();
		}

	}

}
