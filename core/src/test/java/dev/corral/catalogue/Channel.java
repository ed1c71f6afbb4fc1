package dev.corral.catalogue;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A channel as Go has it, for rows that select or close; the others use a queue of the
 * JDK. Whoever waits is parked once and woken by the one who meets it. Thread-safe.
 *
 * @param <T> what is sent
 */
final class Channel<T> {

	private static final AtomicLong IDS = new AtomicLong();

	/** Gives the order in which several channels are locked. */
	private final long id = IDS.incrementAndGet();

	private final ReentrantLock lock = new ReentrantLock();

	private final int capacity;

	private final Queue<T> buffer = new ArrayDeque<>();

	private final Set<Case<T>> senders = new LinkedHashSet<>();

	private final Set<Case<T>> receivers = new LinkedHashSet<>();

	private boolean closed;

	private Channel(int capacity) {
		this.capacity = capacity;
	}

	static <T> Channel<T> unbuffered() {
		return new Channel<>(0);
	}

	static <T> Channel<T> buffered(int capacity) {
		return new Channel<>(capacity);
	}

	Case<T> sending(T value) {
		return new Case<>(this, value);
	}

	Case<T> receiving() {
		return new Case<>(this, null);
	}

	void send(T value) throws InterruptedException {
		Select.first(sending(value));
	}

	// Null when the channel is closed and empty
	@Nullable T receive() throws InterruptedException {
		Case<T> receiving = receiving();
		Select.first(receiving);
		return receiving.value;
	}

	void close() {
		lock();
		try {
			this.closed = true;
			this.receivers.forEach(Case::wakeIfWaiting);
			this.senders.forEach(Case::wakeIfWaiting);
			this.receivers.clear();
			this.senders.clear();
		}
		finally {
			unlock();
		}
	}

	long id() {
		return this.id;
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	private @Nullable Case<T> claim(Set<Case<T>> waiting) {
		Iterator<Case<T>> all = waiting.iterator();
		while (all.hasNext()) {
			Case<T> next = all.next();
			all.remove();
			if (next.claim()) {
				return next;
			}
		}
		return null;
	}

	private boolean trySend(Case<T> send, T value) {
		if (this.closed) {
			throw new IllegalStateException("send on a closed channel");
		}
		Case<T> receiver = claim(this.receivers);
		if (receiver != null) {
			send.met = true;
			receiver.meet(value);
			return true;
		}
		if (this.buffer.size() < this.capacity) {
			send.met = true;
			return this.buffer.add(value);
		}
		return false;
	}

	private boolean tryReceive(Case<T> receive) {
		T buffered = this.buffer.poll();
		Case<T> sender = claim(this.senders);
		T sent = (sender != null) ? sender.value : null;
		if (buffered != null && sent != null) {
			this.buffer.add(sent);
		}
		receive.value = (buffered != null) ? buffered : sent;
		if (sender != null) {
			sender.meet(sent);
		}
		return receive.value != null || this.closed;
	}

	/**
	 * One wish to send or to receive, for one use.
	 *
	 * @param <T> what is sent
	 */
	static final class Case<T> {

		private final Channel<T> channel;

		private final boolean sends;

		/** What is sent, or was received; handed over by whoever claimed the case. */
		private @Nullable T value;

		/** Whether a send found its receiver or room. */
		private boolean met;

		/** Set while it waits. */
		private Select.@Nullable Waiter waiter;

		private Case(Channel<T> channel, @Nullable T value) {
			this.channel = channel;
			this.sends = value != null;
			this.value = value;
		}

		Channel<T> channel() {
			return this.channel;
		}

		// What was received, null when the channel is closed
		@Nullable T value() {
			return this.value;
		}

		// Under the channel's lock
		boolean tryNow() {
			T sent = this.value;
			return (this.sends && sent != null) ? this.channel.trySend(this, sent) : this.channel.tryReceive(this);
		}

		// Under the channel's lock
		void enter(Select.Waiter value) {
			this.waiter = value;
			waiting().add(this);
		}

		void leave() {
			this.channel.lock();
			try {
				waiting().remove(this);
			}
			finally {
				this.channel.unlock();
			}
		}

		void checkMet() {
			if (this.sends && !this.met) {
				throw new IllegalStateException("the channel was closed under its sender");
			}
		}

		private Set<Case<T>> waiting() {
			return this.sends ? this.channel.senders : this.channel.receivers;
		}

		private boolean claim() {
			return this.waiter != null && this.waiter.claim(this);
		}

		private void meet(@Nullable T handed) {
			this.value = handed;
			this.met = true;
			wake();
		}

		private void wakeIfWaiting() {
			if (claim()) {
				wake();
			}
		}

		private void wake() {
			if (this.waiter != null) {
				this.waiter.wake();
			}
		}

	}

}
