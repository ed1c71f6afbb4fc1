package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;

import dev.corral.TaskLauncher;

/**
 * Kernels in which a task sends on a queue before, or without, its reader being there.
 */
final class SendKernels {

	private SendKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/24808", Pattern.CHANNEL, Cockroach24808::new, Leak.stuck("compactor", "suggest")),
				Row.found("cockroach/35931", Pattern.CHANNEL, Cockroach35931::new, Leak.stuck("canceller", "cancel")),
				Row.found("kubernetes/5316", Pattern.CHANNEL, Kubernetes5316::new, Leak.stuck("request", "finish")),
				Row.found("moby/21233", Pattern.CHANNEL, Moby21233::new, Leak.stuck("watcher", "watch").times(3),
						Leak.stuck("parent", "parent")),
				Row.found("moby/33293", Pattern.CHANNEL, Moby33293::new, Leak.stuck("container", "run")));
	}

	/** Sends into a full queue before it starts the consumer. */
	private static final class Cockroach24808 extends Kernel {

		private final BlockingQueue<String> suggestions = new ArrayBlockingQueue<>(1, false, List.of("first"));

		Cockroach24808(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("compactor", () -> {
				if (this.fixed) {
					launcher.launch("consumer", this::consume);
				}
				suggest();
				if (!this.fixed) {
					launcher.launch("consumer", this::consume);
				}
			});
		}

		private void suggest() throws InterruptedException {
			this.suggestions.put("second");
		}

		private void consume() throws InterruptedException {
			this.suggestions.take();
			this.suggestions.take();
		}

	}

	/** Tells every stream to cancel, in order, and the first is full. */
	private static final class Cockroach35931 extends Kernel {

		private final BlockingQueue<String> left = new ArrayBlockingQueue<>(1, false, List.of("row"));

		private final BlockingQueue<String> right = new ArrayBlockingQueue<>(1);

		Cockroach35931(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("canceller", this::cancel);
		}

		private void cancel() throws InterruptedException {
			for (BlockingQueue<String> stream : List.of(this.left, this.right)) {
				if (this.fixed) {
					boolean room = stream.offer("cancel");
					if (!room) {
						stream.clear();
					}
				}
				else {
					stream.put("cancel");
				}
			}
		}

	}

	/** The result comes when the caller's time is up, and nobody takes it. */
	private static final class Kubernetes5316 extends Kernel {

		private final BlockingQueue<String> result = this.fixed ? new ArrayBlockingQueue<>(1)
				: new SynchronousQueue<>();

		private final CountDownLatch timedOut = new CountDownLatch(1);

		Kubernetes5316(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				launcher.launch("request", this::finish);
				if (this.result.poll() == null) {
					this.timedOut.countDown();
				}
			});
		}

		private void finish() throws InterruptedException {
			this.timedOut.await();
			this.result.put("done");
		}

	}

	/** The reader of the progress leaves without saying so. */
	private static final class Moby21233 extends Kernel {

		private static final int WATCHERS = 3;

		private final BlockingQueue<String> progress = new SynchronousQueue<>();

		private final CountDownLatch progressDone = new CountDownLatch(1);

		Moby21233(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> parent(launcher));
		}

		private void parent(TaskLauncher launcher) throws InterruptedException {
			for (int i = 0; i < WATCHERS; i++) {
				launcher.launch("watcher", this::watch);
			}
			launcher.launch("consumer", this::consume);
			this.progressDone.await();
		}

		private void watch() throws InterruptedException {
			this.progress.put("half");
			this.progress.put("whole");
		}

		private void consume() throws InterruptedException {
			for (int i = 0; i < (this.fixed ? 2 * WATCHERS : 1); i++) {
				this.progress.take();
			}
			if (this.fixed) {
				this.progressDone.countDown();
			}
		}

	}

	/** An error is sent before it is returned to the code that would read it. */
	private static final class Moby33293 extends Kernel {

		private final BlockingQueue<String> errors = this.fixed ? new ArrayBlockingQueue<>(1)
				: new SynchronousQueue<>();

		Moby33293(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("container", () -> {
				run();
				this.errors.take();
			});
		}

		private void run() throws InterruptedException {
			this.errors.put("cannot start");
		}

	}

}
