package dev.corral.benchmarks.endpoint;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
import dev.corral.Taken;
import dev.corral.monitor.Counts;

/**
 * Launches of short tasks at a steady rate by one thread. A launch that is late does not
 * delay the moments at which the others are meant to begin.
 */
final class LaunchLoad {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final Corral corral;

	private final int rate;

	private final int number;

	LaunchLoad(Corral corral, int rate, int number) {
		this.corral = corral;
		this.rate = rate;
		this.number = number;
	}

	/**
	 * Launches them all.
	 * @param times where it is recorded how long each launch took
	 * @return what became of them, once all have settled
	 * @throws InterruptedException when this thread is interrupted before
	 */
	Fate run(LaunchTimes times) throws InterruptedException {
		int others = Taken.slots(this.corral);
		Counts before = this.corral.counts();
		LongAdder ran = new LongAdder();
		long refused = 0;
		long start = System.nanoTime();
		for (int i = 0; i < this.number; i++) {
			long intended = start + (long) (i * 1e9 / this.rate);
			waitUntil(intended);
			long begun = System.nanoTime();
			try {
				this.corral.launch("short", ran::increment);
			}
			catch (RejectedExecutionException ex) {
				refused++;
			}
			times.add(intended, begun, System.nanoTime());
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		awaitSlots(others);
		Counts after = this.corral.counts();
		return new Fate(this.number, refused, this.number - ran.sum(),
				this.number - (after.succeeded() - before.succeeded()), seconds);
	}

	private static void waitUntil(long nanoTime) {
		long left = nanoTime - System.nanoTime();
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = nanoTime - System.nanoTime();
		}
	}

	private void awaitSlots(int others) throws InterruptedException {
		long start = System.nanoTime();
		while (Taken.slots(this.corral) > others) {
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new IllegalStateException("tasks do not settle");
			}
			Thread.sleep(1);
		}
	}

	/**
	 * What became of launches.
	 *
	 * @param launched how many there were
	 * @param refused how many threw
	 * @param lost how many bodies did not run to their end
	 * @param unsuccessful how many tasks did not succeed, by the launcher's counters
	 * @param seconds how long launching took
	 */
	record Fate(long launched, long refused, long lost, long unsuccessful, double seconds) {

		long failed() {
			return Math.max(this.refused, Math.max(this.lost, this.unsuccessful));
		}

	}

}
