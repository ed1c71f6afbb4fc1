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
	 * The critical sections are plain field writes without calls, so neither a stack
	 * overflow at a deep launch nor an exhausted heap can leave one half done, and the
	 * virtual machine itself gives the monitor back.
	 */

	private final Object lock = new Object();

	@GuardedBy("lock")
	private @Nullable Node head;

	@GuardedBy("lock")
	private @Nullable Node tail;

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
			node.previous = null;
			node.next = null;
			node.linked = false;
			return true;
		}
	}

	List<SupervisedTask<?>> tasks() {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		synchronized (this.lock) {
			for (Node node = this.head; node != null; node = node.next) {
				SupervisedTask<?> task = node.task();
				if (task != null) {
					tasks.add(task);
				}
			}
		}
		return tasks;
	}

	Counts read(Tally tally) {
		synchronized (this.lock) {
			return tally.read();
		}
	}

}
