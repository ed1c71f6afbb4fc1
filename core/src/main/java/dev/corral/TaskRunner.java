package dev.corral;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import dev.corral.time.Backend;

/** Runs a body on its task's thread and brings the task to its end, whatever happens. */
final class TaskRunner {

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
		Throwable thrown = null;
		try {
			runBody(task);
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		boolean mine = false;
		try {
			mine = (thrown != null) && this.endings.decide(task, new Outcome.Panicked<>(thrown));
		}
		finally {
			finish(task, thrown, mine);
		}
	}

	private void runBody(SupervisedTask<?> task) throws Exception {
		task.startedAt = this.backend.nanoTime();
		Duration timeout = this.launcher.timeoutOf(task);
		if (!timeout.isZero()) {
			this.launcher.deadlines().add(task, task.startedAt + timeout.toNanos());
		}
		if (task.isDone()) {
			return;
		}
		Outcome<?> success = call(task.body);
		this.endings.decide(task, success);
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
