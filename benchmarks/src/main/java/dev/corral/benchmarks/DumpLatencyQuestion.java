package dev.corral.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * The 99.9th percentile of how long a launch takes while another thread dumps one million
 * parked tasks, grouped and in full, against the same while that thread burns a core
 * instead: {@code benchmarks/run dump-latency}.
 */
final class DumpLatencyQuestion implements Question {

	private static final int TASKS = 1_000_000;

	private static final List<Dumps> KINDS = List.of(Dumps.GROUPED, Dumps.FULL);

	private static final int BATCH = 100;

	private static final long PACE_NANOS = 1_000_000;

	private static final long BURN_NANOS = 4_000_000_000L;

	private static final double PERCENTILE = 0.999;

	@Override
	public String name() {
		return "dump-latency";
	}

	@Override
	public String text() {
		return "p99.9 of a launch while 1 000 000 parked tasks are dumped / while a core is burnt instead";
	}

	@Override
	public Budget budget() {
		return Budget.gate(3);
	}

	@Override
	public List<String> options() {
		return Question.touchedHeap("4g");
	}

	// A fork takes a minute or more
	@Override
	public Effort effort() {
		return Effort.ANY.withForks(2).withTimeout(Duration.ofMinutes(8));
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		int samples = (int) Math.max(1, seconds / 2);
		Map<String, double[]> ratios = new LinkedHashMap<>();
		// Never closed, which would take as long as a dump
		Corral corral = Corral.create(CorralConfig.defaults().withMaxLive(0));
		Parked parked = Parked.tasks(corral, TASKS);
		// The parked are old, as they are in a service that hangs
		System.gc();
		try (ExecutorService threads = Launches.launchers(1)) {
			ratio(corral, threads, Dumps.SAMPLED, true);
			for (int i = 0; i < samples; i++) {
				for (Dumps kind : KINDS) {
					double[] taken = ratios.computeIfAbsent(kind.label(), (label) -> new double[samples]);
					taken[i] = ratio(corral, threads, kind, i % 2 == 0);
				}
			}
		}
		parked.letGo();
		return ratios;
	}

	private static double ratio(Corral corral, ExecutorService threads, Dumps kind, boolean dumpFirst)
			throws Exception {
		Work dump = kind.of(corral);
		if (dumpFirst) {
			double dumped = percentile(corral, threads.submit(dump::run));
			return dumped / percentile(corral, threads.submit(DumpLatencyQuestion::burn));
		}
		double burnt = percentile(corral, threads.submit(DumpLatencyQuestion::burn));
		return percentile(corral, threads.submit(dump::run)) / burnt;
	}

	private static double burn() {
		long start = System.nanoTime();
		double sum = 0;
		while (System.nanoTime() - start < BURN_NANOS) {
			sum += Math.sqrt(sum + 1);
		}
		return sum;
	}

	// Nanoseconds, of launches while the other is busy
	private static double percentile(Corral corral, Future<?> other) throws Exception {
		long[] taken = new long[BATCH];
		int number = 0;
		while (!other.isDone()) {
			CountDownLatch done = new CountDownLatch(BATCH);
			taken = Arrays.copyOf(taken, (number + BATCH > taken.length) ? 2 * taken.length : taken.length);
			for (int i = 0; i < BATCH; i++) {
				long start = System.nanoTime();
				corral.launch("short", done::countDown);
				taken[number++] = System.nanoTime() - start;
			}
			done.await();
			LockSupport.parkNanos(PACE_NANOS);
		}
		other.get();
		Arrays.sort(taken, 0, number);
		return taken[(int) (number * PERCENTILE)];
	}

}
