package dev.corral.catalogue;

import java.util.Locale;

import dev.corral.TaskBody;

/** How many runs went as they should. To be used by one thread at a time. */
final class Score {

	private int runs;

	private int right;

	/**
	 * Counts a run, and that it was right when it returns.
	 * @param run what to do
	 * @throws Exception what the run throws
	 */
	void count(TaskBody run) throws Exception {
		this.runs++;
		run.run();
		this.right++;
	}

	@Override
	public String toString() {
		double rate = (this.runs > 0) ? 100.0 * this.right / this.runs : 100.0;
		return String.format(Locale.ROOT, "%d of %d runs (%.1f %%)", this.right, this.runs, rate);
	}

}
