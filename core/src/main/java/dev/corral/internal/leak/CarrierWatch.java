package dev.corral.internal.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.StripesCursor;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Frames;
import dev.corral.internal.util.Plural;

/**
 * Warns when virtual threads have no carrier thread left to run on. They are not
 * time-sliced, so a few spinning bodies stop all others. Used by the watcher alone.
 */
final class CarrierWatch {

	private static final int MAX_NAMED = 16;

	/** How many waiting tasks are woken by one look. */
	private static final int MAX_WOKEN = 1_000;

	private final Backend backend;

	private final Consumer<Runnable> log;

	/** The id of the last task that was woken. */
	private long lastWoken;

	private boolean runawaysLogged;

	private boolean queuedLogged;

	CarrierWatch(Backend backend, Consumer<Runnable> log) {
		this.backend = backend;
		this.log = log;
	}

	void warnOfRunaways(List<SupervisedTask<?>> runaways) {
		List<SupervisedTask<?>> spinning = runaways.stream()
			.filter((task) -> !task.options.platform() && isRunnable(task))
			.toList();
		boolean exhausted = spinning.size() >= parallelism();
		if (exhausted && !this.runawaysLogged) {
			List<String> names = named(spinning);
			this.log.accept(new LogLine(LogTopic.LEAK, Level.ERROR,
					"{} run for long without ever waiting: as many as there are carrier threads, so other "
							+ "virtual threads may not run at all; move computations to onPlatformThread(): {}",
					Plural.of(spinning.size(), "task has", "tasks have"), names));
		}
		this.runawaysLogged = exhausted;
	}

	void warnOfQueued(Registry<SupervisedTask<?>> registry, long launchedBefore) {
		boolean waiting = registry.counts().queued() > 0 && hasQueuedSince(registry, launchedBefore);
		if (waiting) {
			wakeSome(registry);
		}
		if (waiting && !this.queuedLogged) {
			StringBuilder holders = new StringBuilder();
			runnable(registry).forEach((task) -> {
				Thread thread = task.visibleThread();
				if (thread != null) {
					holders.append(System.lineSeparator()).append(task).append(':');
					holders.append(Frames.lines(List.of(this.backend.stackOf(thread))));
				}
			});
			this.log.accept(new LogLine(LogTopic.LEAK, Level.WARN,
					"Tasks have been queued for longer than a check interval (corral.leak.check-interval); the carrier "
							+ "threads seem to be occupied by these:{}",
					holders));
		}
		this.queuedLogged = waiting;
	}

	/*-
	 * A virtual thread that parks while there is no memory keeps its carrier, until it is woken: it
	 * could not be unmounted. Two of them, waiting for tasks that wait for a carrier, stop a
	 * machine with two processors for good. Woken once, they park again as they should. A
	 * wake-up without a reason is what every caller of LockSupport.park has to expect.
	 */
	private void wakeSome(Registry<SupervisedTask<?>> registry) {
		StripesCursor<SupervisedTask<?>> cursor = registry.cursor(this.lastWoken, Long.MAX_VALUE - 1);
		SupervisedTask<?> task = cursor.next();
		for (int woken = 0; task != null && woken < MAX_WOKEN; task = cursor.next()) {
			Thread thread = task.visibleThread();
			if (task.startedAt() != 0 && thread != null && thread.isVirtual() && isParked(thread)) {
				this.backend.unpark(thread);
				woken++;
			}
			this.lastWoken = task.id();
		}
		if (task == null) {
			this.lastWoken = 0;
		}
	}

	private static boolean isParked(Thread thread) {
		Thread.State state = thread.getState();
		return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
	}

	private static boolean hasQueuedSince(Registry<SupervisedTask<?>> registry, long launchedBefore) {
		StripesCursor<SupervisedTask<?>> cursor = registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null
				&& task.launchedAt <= launchedBefore; task = cursor.next()) {
			if (task.startedAt() == 0 && !task.isDone()) {
				return true;
			}
		}
		return false;
	}

	private static List<SupervisedTask<?>> runnable(Registry<SupervisedTask<?>> registry) {
		List<SupervisedTask<?>> found = new ArrayList<>();
		StripesCursor<SupervisedTask<?>> cursor = registry.cursor();
		for (SupervisedTask<?> task = cursor.next(); task != null && found.size() < MAX_NAMED; task = cursor.next()) {
			if (task.startedAt() != 0 && isRunnable(task)) {
				found.add(task);
			}
		}
		return found;
	}

	private static boolean isRunnable(SupervisedTask<?> task) {
		Thread thread = task.visibleThread();
		return thread != null && thread.getState() == Thread.State.RUNNABLE;
	}

	private static List<String> named(List<SupervisedTask<?>> tasks) {
		return tasks.stream().limit(MAX_NAMED).map(SupervisedTask::toString).toList();
	}

	// What the scheduler of virtual threads takes as its parallelism
	private static int parallelism() {
		return Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
	}

}
