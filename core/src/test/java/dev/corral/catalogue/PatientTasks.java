package dev.corral.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Task;
import dev.corral.TaskLauncher;

/** Negatives of tasks that something alive may still wake or cancel. */
final class PatientTasks {

	private PatientTasks() {
	}

	static List<Row> rows() {
		return List.of(
				Row.negative("consumer of a queue in a static field", Pattern.PATIENT, StaticQueue::new).keeping(),
				Row.negative("callback registered with a live server", Pattern.PATIENT, LiveServer::new).keeping(),
				Row.negative("task in a scope that is held", Pattern.PATIENT, HeldScope::new).keeping(),
				Row.negative("task with a timeout", Pattern.PATIENT, WithTimeout::new),
				Row.negative("task whose handle is kept", Pattern.PATIENT, KeptHandle::new).keeping(),
				Row.negative("task whose future is kept", Pattern.PATIENT, KeptFuture::new).keeping());
	}

	private static void awaitNobody() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	/** Consumes orders that anybody may place. */
	private static final class StaticQueue extends PatientKernel {

		private static final String LAST = "last";

		private static volatile BlockingQueue<String> orders = new LinkedBlockingQueue<>();

		StaticQueue(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			BlockingQueue<String> queue = new LinkedBlockingQueue<>();
			orders = queue;
			task(launcher, "consumer").launch(() -> consume(queue));
		}

		private static void consume(BlockingQueue<String> queue) throws InterruptedException {
			for (String order = queue.take(); !order.equals(LAST);) {
				order = queue.take();
			}
		}

		@Override
		void release() {
			orders.add(LAST);
		}

	}

	/** Waits to be called back. */
	private static final class LiveServer extends PatientKernel {

		private final Server server = new Server();

		LiveServer(boolean declared) {
			super(declared);
		}

		// Task and callback know each other; only the server knows the callback
		@Override
		void start(TaskLauncher launcher) {
			Server asked = this.server;
			task(launcher, "client").launch(() -> {
				CountDownLatch called = new CountDownLatch(1);
				asked.register(called::countDown);
				called.await();
			});
		}

		@Override
		void release() {
			this.server.callBack();
		}

	}

	/** Calls back whoever registered. Thread-safe. */
	private static final class Server {

		private final List<Runnable> callbacks = new ArrayList<>();

		synchronized void register(Runnable callback) {
			this.callbacks.add(callback);
		}

		synchronized void callBack() {
			this.callbacks.forEach(Runnable::run);
		}

	}

	/** Can be cancelled with its scope. */
	private static final class HeldScope extends PatientKernel {

		private @Nullable CancellationScope scope;

		HeldScope(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			CancellationScope opened = launcher.openScope("session");
			task(opened, "member").launch(PatientTasks::awaitNobody);
			this.scope = opened;
		}

		@Override
		void release() {
			if (this.scope != null) {
				this.scope.close();
			}
		}

	}

	/** Will be timed out. */
	private static final class WithTimeout extends PatientKernel {

		WithTimeout(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "limited").timeout(Duration.ofHours(1)).launch(PatientTasks::awaitNobody);
		}

	}

	/** Can be cancelled by its handle. */
	private static final class KeptHandle extends PatientKernel {

		private @Nullable Task<?> handle;

		KeptHandle(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			this.handle = task(launcher, "cancellable").launch(PatientTasks::awaitNobody);
		}

		@Override
		void release() {
			if (this.handle != null) {
				this.handle.cancel("no longer needed");
			}
		}

	}

	/** Can be cancelled by its future. */
	private static final class KeptFuture extends PatientKernel {

		private @Nullable Future<?> future;

		KeptFuture(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			this.future = task(launcher, "cancellable").launch(PatientTasks::awaitNobody).toCompletableFuture();
		}

		@Override
		void release() {
			if (this.future != null) {
				this.future.cancel(true);
			}
		}

	}

}
