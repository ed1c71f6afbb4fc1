package dev.corral.internal.platform;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Whether this virtual machine collects a parked virtual thread that nothing can wake. It
 * does unless it keeps a set of all of them, which it decides when the first one starts.
 */
final class ThreadCollection {

	static final String PROPERTY = "jdk.trackAllThreads";

	private static final String REMEDY = "start it with -D" + PROPERTY + "=false";

	/** How long to wait for the collector after each try. */
	private static final long MAX_WAIT = Duration.ofSeconds(1).toMillis();

	private static final int TRIES = 3;

	/** Whether a thread was seen to be collected. */
	private static volatile boolean seen;

	private ThreadCollection() {
	}

	// The property as it is now; it has an effect only before the first virtual thread
	static boolean isAskedFor() {
		return "false".equals(System.getProperty(PROPERTY));
	}

	static @Nullable String obstacle() {
		if (!isAskedFor()) {
			return "the virtual machine keeps track of every virtual thread; " + REMEDY;
		}
		if (!seen && !tryOut()) {
			return "a virtual thread that nothing can wake was not collected. Either " + PROPERTY
					+ " was set after the first virtual thread had started, then " + REMEDY
					+ "; or explicit collections are disabled (-XX:+DisableExplicitGC)";
		}
		seen = true;
		return null;
	}

	// Parks a thread, forgets it, and waits until it is collected
	private static boolean tryOut() {
		ReferenceQueue<Thread> collected = new ReferenceQueue<>();
		PhantomReference<Thread> forgotten = forget(collected);
		try {
			for (int i = 0; i < TRIES; i++) {
				System.gc();
				if (collected.remove(MAX_WAIT) != null) {
					return true;
				}
			}
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			Reference.reachabilityFence(forgotten);
		}
	}

	private static PhantomReference<Thread> forget(ReferenceQueue<Thread> collected) {
		Thread thread = Thread.ofVirtual().name("corral-forgotten").unstarted(ThreadCollection::parkForEver);
		thread.start();
		while (thread.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		return new PhantomReference<>(thread, collected);
	}

	private static void parkForEver() {
		while (!Thread.currentThread().isInterrupted()) {
			LockSupport.park();
		}
	}

}
