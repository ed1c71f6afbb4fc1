package dev.corral.event;

import java.time.Duration;

import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.RecentPanic;
import dev.corral.monitor.TaskStatus;

/**
 * Something that happened to a task. New kinds may be added: a {@code switch} over events
 * needs a {@code default}.
 */
public sealed interface TaskEvent {

	/**
	 * The task's name as its launcher gave it.
	 * @return never empty
	 */
	String name();

	/**
	 * A body is about to begin. Listeners are called on the task's own thread.
	 *
	 * @param id the task's id
	 * @param name the task's name
	 */
	record Started(long id, String name) implements TaskEvent {

	}

	/**
	 * A body is over and its outcome decided. Listeners are called on the task's own
	 * thread, before recovery handlers.
	 *
	 * @param id the task's id
	 * @param name the task's name
	 * @param status how it ended
	 * @param ranFor how long the body ran
	 */
	record Ended(long id, String name, TaskStatus status, Duration ranFor) implements TaskEvent {

	}

	/**
	 * A body has panicked, in its last attempt, in one before, or after the outcome. Not
	 * sent for expected failures or for failures propagated from a joined task. Listeners
	 * are called before recovery handlers, and on the same thread: mostly the task's own.
	 *
	 * @param panic what is remembered of it
	 */
	record Panicked(RecentPanic panic) implements TaskEvent {

		@Override
		public String name() {
			return this.panic.name();
		}

	}

	/**
	 * A body will be run again after a panic, or after it propagated the failure of a
	 * joined task. Listeners are called on the task's own thread, after recovery
	 * handlers.
	 *
	 * @param id the task's id
	 * @param name the task's name
	 * @param attempt the number of the attempt to come, from 2
	 * @param backoff the pause before it, counted from the panic
	 */
	record Restarting(long id, String name, int attempt, Duration backoff) implements TaskEvent {

	}

	/**
	 * A task is not run again, although it has a restart policy: there were too many
	 * panics, its policy did not accept the last panic, or an attempt that was out of
	 * time did not end. A failure propagated from a joined task counts as a panic here.
	 * Listeners are called after the event of the last panic, on the task's own thread;
	 * after an attempt that did not end, on the thread corral-events.
	 *
	 * @param id the task's id
	 * @param name the task's name
	 * @param restarts how many attempts there were after the first
	 * @param ranFor how long the task ran, backoffs included
	 */
	record GaveUp(long id, String name, int restarts, Duration ranFor) implements TaskEvent {

	}

	/**
	 * A launch was rejected. Listeners are called on the thread corral-events.
	 *
	 * @param name the task's name
	 * @param reason why, naming the limit
	 */
	record Rejected(String name, String reason) implements TaskEvent {

	}

	/**
	 * A leak was found. Listeners are called on the thread corral-events.
	 *
	 * @param leak the verdict
	 */
	record LeakFound(RecentLeak leak) implements TaskEvent {

		@Override
		public String name() {
			return this.leak.name();
		}

	}

	/**
	 * A leak ended. Listeners are called on the thread corral-events.
	 *
	 * @param leak the verdict with its end
	 */
	record LeakEnded(RecentLeak leak) implements TaskEvent {

		@Override
		public String name() {
			return this.leak.name();
		}

	}

}
