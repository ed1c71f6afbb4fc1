package dev.corral.internal.task;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.Outcome;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Saturation;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripeCounters;
import dev.corral.internal.util.Counter;
import dev.corral.monitor.LaunchSite;

/**
 * What the stress tests of memory order share. They run for a few minutes with
 * {@code ./mvnw -Pjcstress -pl core verify}; a forbidden result fails the build. Another
 * mode or one test alone: {@code -Djcstress.mode=default -Djcstress.test=Limiter}. The
 * report is in {@code core/target/jcstress}.
 */
final class Stressed {

	/** A launcher none of whose threads start; the tests only need it to be there. */
	static final CorralParts PARTS = new CorralParts(CorralConfig.defaults(), new Silent());

	static final NameStats STATS = new NameStats("task", null, 1, new AtomicLong());

	private static final LaunchOrigin ORIGIN = new LaunchOrigin("task", LaunchSite.UNKNOWN);

	private Stressed() {
	}

	static SupervisedTask<String> task(StripeCounters counters, Object body) {
		SupervisedTask<String> task = new TaskHandle<>(counters, ORIGIN, TaskOptions.DEFAULTS, 1, null, null);
		task.body = body;
		return task;
	}

	static SupervisedTask<String> task(Object body) {
		return task(counters(), body);
	}

	static StripeCounters counters() {
		return counters(stripe());
	}

	static Stripe stripe() {
		return new Stripe(new Counter(), new Saturation(), 2, 1, null);
	}

	static StripeCounters counters(Stripe stripe) {
		return stripe.newCounters(0, STATS, PARTS);
	}

	static Outcome<String> cancelled() {
		return new Outcome.Cancelled<>("reason", null);
	}

	/** Starts nothing and only notes who parks and who is woken. */
	static class Silent implements Backend {

		/** By whom it is woken, of the test whose body the calling thread is in. */
		static final ThreadLocal<@Nullable Waiting> WAKER = new ThreadLocal<>();

		@Override
		public long nanoTime() {
			return 1;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH;
		}

		@Override
		public Thread newCallThread(String name, Runnable call) {
			return new Thread(call, name);
		}

		@Override
		public Thread newTaskThread(String name, boolean platform, Runnable body) {
			return new Thread(body, name);
		}

		@Override
		public Thread startDaemon(String name, Runnable body) {
			return new Thread(body, name);
		}

		@Override
		public void park(Object blocker, long nanos) {
			if (blocker instanceof SupervisedTask<?> task && task.body instanceof Waiting waiting) {
				waiting.park();
			}
		}

		@Override
		public void unpark(Thread thread) {
			Waiting waiting = WAKER.get();
			if (waiting != null) {
				waiting.woken = true;
			}
		}

	}

	/**
	 * Whether the one thread of a test that waits went to sleep, and was woken. It sleeps
	 * until the other thread has done all it wants to, so a wake-up can be missed but not
	 * come too late.
	 */
	static class Waiting {

		/** Written by the waiting thread, read by it and after the race. */
		boolean parked;

		/** Written by the waking thread, read after the race. */
		boolean woken;

		private volatile boolean finished;

		void park() {
			this.parked = true;
			while (!this.finished) {
				Thread.onSpinWait();
			}
		}

		void finish() {
			this.finished = true;
		}

	}

}
