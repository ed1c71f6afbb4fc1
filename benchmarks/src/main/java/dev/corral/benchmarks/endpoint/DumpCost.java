package dev.corral.benchmarks.endpoint;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;

import dev.corral.benchmarks.CollectedHeap;

/** What one way to dump costs, run after run. To be used by one thread. */
final class DumpCost {

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final DumpWay way;

	private final List<Double> seconds = new ArrayList<>();

	private long size;

	private long allocated;

	private long growth;

	DumpCost(DumpWay way) {
		this.way = way;
	}

	void time() throws Exception {
		long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
		long start = System.nanoTime();
		this.size = this.way.run();
		this.seconds.add((System.nanoTime() - start) / 1e9);
		this.allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
	}

	// By collections during a run that is not timed, which they slow down
	void measureHeap() throws Exception {
		this.growth = CollectedHeap.growth(this.way::run);
	}

	String name() {
		return this.way.name();
	}

	int runs() {
		return this.seconds.size();
	}

	double medianSeconds() {
		return median(this.seconds.stream().mapToDouble(Double::doubleValue).toArray());
	}

	// The median of the ratios of runs in the same round
	double ratioTo(DumpCost baseline) {
		double[] ratios = new double[this.seconds.size()];
		Arrays.setAll(ratios, (i) -> this.seconds.get(i) / baseline.seconds.get(i));
		return median(ratios);
	}

	// Bytes of the dump
	long size() {
		return this.size;
	}

	// Bytes that the whole virtual machine allocated meanwhile
	long allocated() {
		return this.allocated;
	}

	// Bytes that the live heap grew by
	long growth() {
		return this.growth;
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		int middle = values.length / 2;
		return (values.length % 2 != 0) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
	}

}
