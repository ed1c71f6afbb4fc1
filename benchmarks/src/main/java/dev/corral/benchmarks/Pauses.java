package dev.corral.benchmarks;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;

/** Pauses of collections, as the collectors tell of them. */
final class Pauses {

	private static final String FULL = "end of major GC";

	private static final String CONCURRENT = "end of concurrent GC pause";

	private static final String YOUNG = "end of minor GC";

	private final BlockingQueue<GarbageCollectionNotificationInfo> heard = new LinkedBlockingQueue<>();

	private Pauses() {
	}

	static Pauses listen() {
		Pauses pauses = new Pauses();
		NotificationListener listener = (notification, handback) -> {
			if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
				pauses.heard.add(GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()));
			}
		};
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			((NotificationEmitter) collector).addNotificationListener(listener, null, null);
		}
		return pauses;
	}

	// Milliseconds on average of collections that are asked for
	double full(int number) throws InterruptedException {
		double sum = 0;
		for (int i = 0; i < number; i++) {
			sum += full();
		}
		return sum / number;
	}

	private long full() throws InterruptedException {
		this.heard.clear();
		System.gc();
		return next(FULL);
	}

	// Milliseconds on average of the longer pause of concurrent marks that are asked for
	double remark(int number) throws InterruptedException {
		double sum = 0;
		for (int i = 0; i < number; i++) {
			this.heard.clear();
			System.gc();
			long remark = next(CONCURRENT);
			long cleanup = next(CONCURRENT);
			sum += Math.max(remark, cleanup);
		}
		return sum / number;
	}

	private long next(String action) throws InterruptedException {
		while (true) {
			GarbageCollectionNotificationInfo info = this.heard.poll(1, TimeUnit.MINUTES);
			if (info == null) {
				throw new IllegalStateException("no collector tells of '" + action + "'");
			}
			if (info.getGcAction().equals(action)) {
				return info.getGcInfo().getDuration();
			}
		}
	}

	// The median of young collections that garbage brings about, in milliseconds: one of
	// them may be far longer, for what else it has to do
	double young(int number) {
		this.heard.clear();
		double[] pauses = new double[number];
		int seen = 0;
		while (seen < number) {
			Garbage.make();
			GarbageCollectionNotificationInfo info = this.heard.poll();
			if (info != null && info.getGcAction().equals(YOUNG)) {
				pauses[seen] = info.getGcInfo().getDuration();
				seen++;
			}
		}
		Arrays.sort(pauses);
		return (pauses[(number - 1) / 2] + pauses[number / 2]) / 2;
	}

	/** Makes objects that are dead at once. */
	private static final class Garbage {

		private static final int SIZE = 100_000;

		/** So that no compiler takes the allocation away. */
		@SuppressWarnings("UnusedVariable")
		private static volatile byte[] last = {};

		private static void make() {
			last = new byte[SIZE];
		}

	}

}
