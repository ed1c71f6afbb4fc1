package dev.corral.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import dev.corral.benchmarks.designs.Design;

/**
 * Heap of a parked task of a design. Tasks are held by their registry, raw threads by the
 * virtual machine.
 */
final class DesignHeap {

	/** Frames of compiled code are smaller: both sides must park in such. */
	private static final int WARM_UPS = 3;

	private static final int RATIOS = 3;

	private static final int PAUSE_MILLIS = 50;

	private static final long SLACK_BYTES = 100_000;

	private DesignHeap() {
	}

	static double[] ratios(Design design, int tasks) throws InterruptedException {
		for (int i = 0; i < WARM_UPS; i++) {
			heap(design, tasks);
			heap(Thread::startVirtualThread, tasks);
		}
		double[] ratios = new double[RATIOS];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = heap(design, tasks) / heap(Thread::startVirtualThread, tasks);
		}
		return ratios;
	}

	private static double heap(Design design, int tasks) throws InterruptedException {
		double heap = heap((body) -> DesignLaunches.launch(design, body), tasks);
		while (design.taken() > 0) {
			Thread.sleep(PAUSE_MILLIS);
		}
		return heap;
	}

	private static double heap(Consumer<Runnable> launch, int tasks) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(tasks);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(tasks);
		Runnable body = () -> {
			DesignLaunches.park(begun, end);
			ended.countDown();
		};
		double before = used();
		for (int i = 0; i < tasks; i++) {
			launch.accept(body);
		}
		begun.await();
		double after = used();
		end.countDown();
		ended.await();
		return after - before;
	}

	// Threads that have told their end may still be ending: until it falls no more
	private static double used() throws InterruptedException {
		long before;
		long now = collected();
		do {
			before = now;
			Thread.sleep(PAUSE_MILLIS);
			now = collected();
		}
		while (before - now > SLACK_BYTES);
		return now;
	}

	private static long collected() {
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
