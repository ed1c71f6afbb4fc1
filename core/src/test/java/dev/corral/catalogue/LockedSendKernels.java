package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;

import dev.corral.TaskLauncher;

/** Kernels in which a task sends under a lock that its reader wants first. */
final class LockedSendKernels {

	private LockedSendKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("istio/16224", Pattern.CHANNEL_LOCK, Istio16224::new, Leak.stuck("handler", "handle"),
						Leak.stuck("main", "readState"), Leak.stuck("monitor", "monitor")),
				Row.found("kubernetes/1321", Pattern.CHANNEL_LOCK, Kubernetes1321::new,
						Leak.stuck("distributor", "distribute"), Leak.stuck("stopper", "stopWatching")),
				Row.found("kubernetes/6632", Pattern.CHANNEL_LOCK, Kubernetes6632::new,
						Leak.stuck("writer", "writeFrame"), Leak.stuck("monitor", "closeIdle")),
				Row.found("moby/28462", Pattern.CHANNEL_LOCK, Moby28462::new, Leak.stuck("state", "stateChanged"),
						Leak.stuck("monitor", "probe")));
	}

	/**
	 * A handler reports under the lock, and its reader takes the lock before it reads.
	 */
	private static final class Istio16224 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		private final BlockingQueue<String> done = new SynchronousQueue<>();

		private final CountDownLatch heldSlots = new CountDownLatch(1);

		private final Channel<String> stop = Channel.unbuffered();

		Istio16224(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("handler", this::handle);
			launcher.launch("monitor", this::monitor);
			launcher.launch("main", () -> {
				this.heldSlots.await();
				readState();
				this.done.take();
				this.stop.close();
			});
		}

		private void handle() throws InterruptedException {
			this.mutex.acquire();
			this.heldSlots.countDown();
			if (this.fixed) {
				this.mutex.release();
				this.done.put("done");
				return;
			}
			this.done.put("done");
			this.mutex.release();
		}

		private void monitor() throws InterruptedException {
			this.stop.receive();
		}

		private void readState() throws InterruptedException {
			this.mutex.acquire();
			this.mutex.release();
		}

	}

	/** An event is sent under the lock that closing the watcher's channel needs. */
	private static final class Kubernetes1321 extends Kernel {

		private final Semaphore mutex = new Semaphore(1);

		private final Channel<String> result = Channel.unbuffered();

		private final Channel<String> stopped = Channel.unbuffered();

		private final CountDownLatch distributing = new CountDownLatch(1);

		Kubernetes1321(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("distributor", this::distribute);
			launcher.launch("stopper", () -> {
				this.distributing.await();
				if (this.fixed) {
					this.stopped.close();
				}
				stopWatching();
			});
		}

		private void distribute() throws InterruptedException {
			this.mutex.acquire();
			this.distributing.countDown();
			Select.first(this.result.sending("event"), this.stopped.receiving());
			this.mutex.release();
		}

		private void stopWatching() throws InterruptedException {
			this.mutex.acquire();
			this.result.close();
			this.mutex.release();
		}

	}

	/**
	 * A writer asks for a reset under the lock that the monitor wants in order to close.
	 */
	private static final class Kubernetes6632 extends Kernel {

		private final Semaphore writeLock = new Semaphore(1);

		private final Channel<String> reset = this.fixed ? Channel.buffered(1) : Channel.unbuffered();

		private final Channel<String> close = Channel.unbuffered();

		private final CountDownLatch closing = new CountDownLatch(1);

		private final CountDownLatch writing = new CountDownLatch(1);

		Kubernetes6632(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("monitor", this::monitor);
			launcher.launch("closer", this.close::close);
			launcher.launch("writer", this::writeFrame);
		}

		private void monitor() throws InterruptedException {
			Select.first(this.reset.receiving(), this.close.receiving());
			this.closing.countDown();
			this.writing.await();
			closeIdle();
		}

		private void closeIdle() throws InterruptedException {
			this.writeLock.acquire();
			this.writeLock.release();
		}

		private void writeFrame() throws InterruptedException {
			this.closing.await();
			this.writeLock.acquire();
			this.writing.countDown();
			this.reset.send("reset");
			this.writeLock.release();
		}

	}

	/** A change of state stops the probe under the lock that a probe takes. */
	private static final class Moby28462 extends Kernel {

		private final Semaphore container = new Semaphore(1);

		private final Channel<String> stop = this.fixed ? Channel.buffered(1) : Channel.unbuffered();

		private final CountDownLatch probing = new CountDownLatch(1);

		private final CountDownLatch changing = new CountDownLatch(1);

		Moby28462(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("monitor", this::monitor);
			launcher.launch("state", this::stateChanged);
		}

		private void monitor() throws InterruptedException {
			while (Select.now(this.stop.receiving()) < 0) {
				this.probing.countDown();
				this.changing.await();
				probe();
			}
		}

		private void probe() throws InterruptedException {
			this.container.acquire();
			this.container.release();
		}

		private void stateChanged() throws InterruptedException {
			this.probing.await();
			this.container.acquire();
			this.changing.countDown();
			this.stop.send("stop");
			this.container.release();
		}

	}

}
