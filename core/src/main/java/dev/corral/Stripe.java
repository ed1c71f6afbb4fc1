package dev.corral;

import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.snapshot.Counts;

/**
 * A part of the registry: tasks linked in order of launch, and their books, under one
 * lock.
 */
final class Stripe {

	/*-
	 * The critical sections of launch and settle are plain field writes without calls, so
	 * neither a stack overflow at a deep launch nor an exhausted heap can leave one half
	 * done, and the virtual machine itself gives the monitor back.
	 *
	 * Places are walkers' positions. They are registered here, so that a node taken out
	 * moves those that stand on it: forward for readers, backward for the sweep, which
	 * remembers the last node it has seen.
	 */

	private final Object lock = new Object();

	@GuardedBy("lock")
	private @Nullable Node head;

	@GuardedBy("lock")
	private @Nullable Node tail;

	@GuardedBy("lock")
	private @Nullable Place readers;

	/**
	 * The last node the sweep has seen, {@code null} when all that are linked are new.
	 */
	@GuardedBy("lock")
	private @Nullable Node swept;

	void link(Node node, Tally tally) {
		synchronized (this.lock) {
			Node last = this.tail;
			node.previous = last;
			if (last == null) {
				this.head = node;
			}
			else {
				last.next = node;
			}
			this.tail = node;
			node.linked = true;
			tally.launched++;
		}
	}

	// Takes a settled task out; false when it was not in
	@SuppressWarnings("ReferenceEquality")
	boolean settle(Node node, Tally tally) {
		synchronized (this.lock) {
			if (!node.linked) {
				return false;
			}
			tally.settled++;
			Node before = node.previous;
			Node after = node.next;
			if (before == null) {
				this.head = after;
			}
			else {
				before.next = after;
			}
			if (after == null) {
				this.tail = before;
			}
			else {
				after.previous = before;
			}
			if (this.swept == node) {
				this.swept = before;
			}
			for (Place place = this.readers; place != null; place = place.nextReader) {
				if (place.at == node) {
					place.at = after;
				}
			}
			node.previous = null;
			node.next = null;
			node.linked = false;
			return true;
		}
	}

	// The tasks linked since the last sweep that are still here, at most some
	List<SupervisedTask<?>> sweep(int most) {
		List<SupervisedTask<?>> fresh = new ArrayList<>();
		synchronized (this.lock) {
			Node last = this.swept;
			Node node = (last != null) ? last.next : this.head;
			while (node != null && fresh.size() < most) {
				SupervisedTask<?> task = node.task();
				if (task != null) {
					fresh.add(task);
				}
				last = node;
				node = node.next;
			}
			this.swept = last;
		}
		return fresh;
	}

	Counts read(Tally tally) {
		synchronized (this.lock) {
			return tally.read();
		}
	}

	@Nullable SupervisedTask<?> find(long id) {
		synchronized (this.lock) {
			for (Node node = this.head; node != null; node = node.next) {
				if (node.id() == id) {
					return node.task();
				}
			}
			return null;
		}
	}

	// A reader's place before the first node with a greater id
	Place enter(long after) {
		Place place = new Place();
		synchronized (this.lock) {
			Node node = this.head;
			while (node != null && node.id() <= after) {
				node = node.next;
			}
			place.at = node;
			place.nextReader = this.readers;
			this.readers = place;
		}
		return place;
	}

	/** Where a reader stands in its stripe; to be left. */
	final class Place {

		/** Guarded by the stripe's lock. */
		private @Nullable Node at;

		/** Guarded by the stripe's lock. */
		private @Nullable Place nextReader;

		private Place() {
		}

		/**
		 * The id of the node ahead.
		 * @return {@link Long#MAX_VALUE} at the end
		 */
		long peek() {
			synchronized (Stripe.this.lock) {
				return (this.at != null) ? this.at.id() : Long.MAX_VALUE;
			}
		}

		/**
		 * Steps over the node ahead when it still has the expected id.
		 * @param id the id that was peeked
		 * @return its task, {@code null} when the node or its task is gone
		 */
		@Nullable SupervisedTask<?> take(long id) {
			synchronized (Stripe.this.lock) {
				Node node = this.at;
				if (node == null || node.id() != id) {
					return null;
				}
				this.at = node.next;
				return node.task();
			}
		}

		void leave() {
			synchronized (Stripe.this.lock) {
				this.at = null;
				Place before = null;
				for (Place place = Stripe.this.readers; place != null; place = place.nextReader) {
					if (place == this) {
						if (before == null) {
							Stripe.this.readers = this.nextReader;
						}
						else {
							before.nextReader = this.nextReader;
						}
						return;
					}
					before = place;
				}
			}
		}

	}

}
