package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.TaskSpec;

/**
 * CPU time of the watcher and the deadline thread, against elapsed time, with one million
 * parked tasks of which nothing is due, without and with a timeout each:
 * {@code benchmarks/run watcher watcher-deadlines}. Measured over more than a check
 * interval.
 */
final class WatcherQuestion implements Question {

	private static final int TASKS = 1_000_000;

	private static final Set<String> DAEMONS = Set.of("corral-watcher", "corral-deadlines");

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final Duration MEASURED = Duration.ofSeconds(12);

	private final boolean deadlines;

	WatcherQuestion(boolean deadlines) {
		this.deadlines = deadlines;
	}

	@Override
	public String name() {
		return this.deadlines ? "watcher-deadlines" : "watcher";
	}

	@Override
	public String text() {
		return "share of a core of the watcher and the deadline thread with 1 000 000 parked tasks, "
				+ (this.deadlines ? "all with a deadline" : "no deadlines");
	}

	@Override
	public Budget budget() {
		return new Budget(0.01, 0.001);
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("4g");
	}

	@Override
	public Effort effort() {
		return Effort.ANY.withForks(1);
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		// Never closed, which would take longer than the measurement
		Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0));
		TaskSpec spec = corral.task("parked");
		Parked parked = Parked.tasks(List.of(this.deadlines ? spec.timeout(Duration.ofHours(1)) : spec.noTimeout()),
				TASKS);
		double share = share();
		parked.letGo();
		return Map.of(RATIO, new double[] { share });
	}

	private static double share() throws InterruptedException {
		long start = System.nanoTime();
		long before = cpuNanos();
		Thread.sleep(MEASURED);
		return (double) (cpuNanos() - before) / (System.nanoTime() - start);
	}

	// The deadline thread starts with the first deadline
	private static long cpuNanos() {
		long sum = 0;
		int seen = 0;
		for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
			if (thread != null && DAEMONS.contains(thread.getThreadName())) {
				sum += THREADS.getThreadCpuTime(thread.getThreadId());
				seen++;
			}
		}
		if (seen == 0) {
			throw new IllegalStateException("none of " + DAEMONS + " runs");
		}
		return sum;
	}

}
