package dev.corral;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	TaskRunner(Launcher launcher, Backend backend, Endings endings, Panics panics) {
		this.launcher = launcher;
		this.backend = backend;
		this.endings = endings;
		this.panics = panics;
	}

	void run(SupervisedTask<?> task) {
		if (!task.tryBegin()) {
			return;
		}
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
		task.startedAt = this.backend.nanoTime();
		Duration timeout = this.launcher.timeoutOf(task);
		if (!timeout.isZero()) {
			task.deadline = this.launcher.deadlines().add(task, task.startedAt + timeout.toNanos());
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
			if (thrown != null && (mine || !isLettingGo(thrown))) {
				if (!mine) {
					task.tally.latePanic();
				}
				this.panics.tell(task, thrown, !mine);
			}
		}
		finally {
			this.endings.settle(task);
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
