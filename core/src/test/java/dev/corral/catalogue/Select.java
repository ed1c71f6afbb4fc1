package dev.corral.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.catalogue.Channel.Case;

/** Waits for the first of several channels, in one park. */
final class Select {

	private Select() {
	}

	/**
	 * Waits until one of the cases can go ahead, and lets it; the first of several.
	 * @param cases the cases, new ones for every call
	 * @return the index of the case
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	static int first(Case<?>... cases) throws InterruptedException {
		Waiter waiter = new Waiter();
		int ready = scan(cases, waiter);
		if (ready >= 0) {
			return ready;
		}
		try {
			waiter.await();
		}
		finally {
			for (Case<?> one : cases) {
				one.leave();
			}
		}
		return waiter.claimedOf(cases);
	}

	/**
	 * Lets the first of the cases go ahead that can do so now.
	 * @param cases the cases, new ones for every call
	 * @return the index of the case, negative for none
	 */
	static int now(Case<?>... cases) {
		return scan(cases, null);
	}

	private static int scan(Case<?>[] cases, @Nullable Waiter waiter) {
		List<? extends Channel<?>> channels = Stream.of(cases)
			.map(Case::channel)
			.distinct()
			.sorted(Comparator.comparingLong(Channel::id))
			.toList();
		channels.forEach(Channel::lock);
		try {
			for (int i = 0; i < cases.length; i++) {
				if (cases[i].tryNow()) {
					return i;
				}
			}
			if (waiter != null) {
				for (Case<?> one : cases) {
					one.enter(waiter);
				}
			}
			return -1;
		}
		finally {
			channels.forEach(Channel::unlock);
		}
	}

	/**
	 * A thread that waits in a select. The first to claim it decides which case it was.
	 */
	static final class Waiter {

		private final Thread thread = Thread.currentThread();

		/** The case that goes ahead, or this waiter when it was interrupted. */
		private final AtomicReference<@Nullable Object> claimed = new AtomicReference<>();

		private volatile boolean done;

		boolean claim(Object by) {
			return this.claimed.compareAndSet(null, by);
		}

		void wake() {
			this.done = true;
			LockSupport.unpark(this.thread);
		}

		void await() throws InterruptedException {
			boolean interrupted = false;
			while (!this.done) {
				LockSupport.park(this);
				if (Thread.interrupted()) {
					if (claim(this)) {
						throw new InterruptedException();
					}
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}

		@SuppressWarnings("ReferenceEquality")
		private int claimedOf(Case<?>[] cases) {
			for (int i = 0; i < cases.length; i++) {
				if (cases[i] == this.claimed.get()) {
					cases[i].checkMet();
					return i;
				}
			}
			throw new IllegalStateException("woken by none of its cases");
		}

	}

}
