package dev.corral;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.event.TaskEvent;
import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;

/** Runs a body on its task's thread and brings the task to its end, whatever happens. */
final class TaskRunner {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final Outcome<?> DONE = new Outcome.Success<@Nullable Void>(null);

	private final Launcher launcher;

	private final Backend backend;

	private final Endings endings;

	private final Panics panics;

	private final Listeners listeners;

	TaskRunner(Launcher launcher, Backend backend, Endings endings, Panics panics, Listeners listeners) {
		this.launcher = launcher;
		this.backend = backend;
		this.endings = endings;
		this.panics = panics;
		this.listeners = listeners;
	}

	void run(SupervisedTask<?> task) {
		if (!task.tryBegin()) {
			return;
		}
		task.startedAt = Math.max(1, this.backend.nanoTime());
		task.tally.begin();
		Outcome<?> returned = null;
		Throwable thrown = null;
		try {
			returned = runBody(task);
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		boolean mine = false;
		try {
			closeOpened(task);
			if (thrown != null) {
				mine = this.endings.decide(task, new Outcome.Panicked<>(thrown));
			}
			else if (returned != null) {
				this.endings.decide(task, returned);
			}
		}
		finally {
			finish(task, thrown, mine);
		}
	}

	private @Nullable Outcome<?> runBody(SupervisedTask<?> task) throws Exception {
		if (task.timeoutNanos != 0) {
			this.launcher.deadlines().announce(task.timeoutDue(0));
		}
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Started(task.id(), task.name()));
		}
		if (task.isDone()) {
			return null;
		}
		return call(task.body);
	}

	private static void closeOpened(SupervisedTask<?> task) {
		for (Scope scope : task.openedScopes()) {
			logger.warn("{} ended with scope {} open; closing it", task, Printable.of(scope.path()));
			scope.close();
		}
	}

	private static Outcome<?> call(Object body) throws Exception {
		if (body instanceof Callable<?> callable) {
			return new Outcome.Success<>(callable.call());
		}
		((TaskBody) body).run();
		return DONE;
	}

	private void finish(SupervisedTask<?> task, @Nullable Throwable thrown, boolean mine) {
		try {
			while (!task.tryUnwind()) {
				this.backend.park(task, Long.MAX_VALUE);
			}
			Thread.interrupted();
			boolean panicked = thrown != null && (mine || !isLettingGo(thrown));
			if (panicked && !mine) {
				task.tally.latePanic();
			}
			if (panicked && thrown != null) {
				this.panics.log(task, thrown, !mine);
			}
			tellEnded(task);
			if (panicked && thrown != null) {
				this.panics.recover(task, thrown, !mine);
			}
		}
		finally {
			this.endings.settle(task);
		}
	}

	private void tellEnded(SupervisedTask<?> task) {
		Outcome<?> outcome = task.decided();
		if (outcome != null && !this.listeners.isEmpty()) {
			this.listeners.tell(new TaskEvent.Ended(task.id(), task.name(), TaskState.statusOf(outcome),
					Duration.ofNanos(this.backend.nanoTime() - task.startedAt)));
		}
	}

	// Whether a throwable after the outcome is only the body's answer to the interrupt.
	private static boolean isLettingGo(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 100; depth++) {
			if (cause instanceof InterruptedException || cause instanceof CancellationException
					|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
