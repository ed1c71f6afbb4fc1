package dev.corral.catalogue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import dev.corral.CancellationScope;
import dev.corral.TaskLauncher;

/** The classic cases of tasks that do not stop. */
final class ClassicRunaways {

	/** How many tasks the storm is let to launch, itself included. */
	private static final int STORM = 5;

	private ClassicRunaways() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("infinite-loop", Pattern.CLASSIC, InfiniteLoop::new, Leak.runaway("printer", "print"))
					.keeping(),
				Row.found("infinite-loop (storm)", Pattern.CLASSIC, Storm::new,
						Leak.runaway("printer", "print")
							.times(STORM - 1)
							.unprovableBecause("it runs, on a platform thread"),
						Leak.runaway("storm", "rage").times(0))
					.keeping()
					.withMaxLive(STORM),
				Row.found("ignores-interrupt", Pattern.CLASSIC, IgnoresInterrupt::new,
						Leak.overdue("deaf", "goOn").unprovableBecause("it has a timeout"))
					.keeping(),
				Row.found("outlives-scope", Pattern.CLASSIC, OutlivesScope::new,
						Leak.overdue("child", "work").unprovableBecause("somebody keeps the semaphore it waits for"))
					.keeping());
	}

	/** A task prints in an endless loop. */
	private static class InfiniteLoop extends Kernel {

		private volatile boolean stopped;

		InfiniteLoop(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) throws Exception {
			launcher.launch("printer", this::print);
		}

		final void print() {
			PrintStream stream = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
			int last = this.fixed ? 1000 : Integer.MAX_VALUE;
			for (int line = 0; !this.stopped && line != last; line++) {
				stream.println(line);
			}
		}

		@Override
		final void release() {
			this.stopped = true;
		}

	}

	/** An endless loop launches such tasks, until no more are admitted. */
	private static final class Storm extends InfiniteLoop {

		Storm(boolean fixed) {
			super(fixed);
		}

		// On threads of the platform, since others could not run beside spinning ones;
		// each
		// with a stream of its own, or they would be seen waiting for one another
		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("storm", () -> rage(launcher));
		}

		private void rage(TaskLauncher launcher) {
			for (int i = 0; !this.fixed || i < STORM - 1; i++) {
				launcher.task("printer").onPlatformThread().launch(this::print);
			}
		}

	}

	/** A task past its timeout swallows the interrupt and goes on. */
	private static final class IgnoresInterrupt extends Kernel {

		private final CountDownLatch release = new CountDownLatch(1);

		IgnoresInterrupt(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.task("deaf").timeout(Duration.ofMillis(20)).launch(this::goOn);
		}

		private void goOn() throws InterruptedException {
			while (true) {
				try {
					this.release.await();
					return;
				}
				catch (InterruptedException ex) {
					if (this.fixed) {
						throw ex;
					}
				}
			}
		}

		@Override
		void release() {
			this.release.countDown();
		}

	}

	/** A scope closes while a child is deep in work that hears no interrupt. */
	private static final class OutlivesScope extends Kernel {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final Semaphore result = new Semaphore(0);

		OutlivesScope(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				try (CancellationScope scope = launcher.openScope("request")) {
					scope.launch("child", this::work);
					this.begun.await();
				}
			});
		}

		private void work() throws InterruptedException {
			this.begun.countDown();
			if (this.fixed) {
				this.result.acquire();
			}
			else {
				this.result.acquireUninterruptibly();
			}
		}

		@Override
		void release() {
			this.result.release();
		}

	}

}
