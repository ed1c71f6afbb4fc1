package dev.corral.catalogue;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.corral.TaskLauncher;

/**
 * Negatives of tasks that wait for the garbage collector to find something else dead. The
 * collection that would prove them runs what wakes them.
 */
final class WokenTasks {

	private static final Cleaner CLEANER = Cleaner.create();

	private WokenTasks() {
	}

	static List<Row> rows() {
		return List.of(Row.negative("woken by a finalizer of its own", Pattern.SELF_WOKEN, OwnFinalizer::new),
				Row.negative("woken by a finalizer of what was dropped", Pattern.WOKEN, DroppedFinalizer::new),
				Row.negative("woken by a Cleaner of what was dropped", Pattern.WOKEN, DroppedCleaner::new));
	}

	/** Counts down when it is found to be unreachable. */
	private static final class LastWord {

		private final CountDownLatch latch;

		LastWord(CountDownLatch latch) {
			this.latch = latch;
		}

		void drop() {
			// Nobody keeps it from here on
		}

		@Override
		@SuppressWarnings({ "removal", "Finalize" })
		protected void finalize() {
			this.latch.countDown();
		}

	}

	/** Nothing but the task itself reaches what wakes it. */
	private static final class OwnFinalizer extends PatientKernel {

		OwnFinalizer(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "waiter").launch(OwnFinalizer::await);
		}

		private static void await() throws InterruptedException {
			CountDownLatch latch = new CountDownLatch(1);
			LastWord word = new LastWord(latch);
			try {
				latch.await();
			}
			finally {
				Reference.reachabilityFence(word);
			}
		}

	}

	/** What wakes it is garbage. */
	private static final class DroppedFinalizer extends PatientKernel {

		DroppedFinalizer(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			CountDownLatch latch = new CountDownLatch(1);
			task(launcher, "waiter").launch(latch::await);
			new LastWord(latch).drop();
		}

	}

	/** What the cleaner watches is garbage, and its action holds the latch. */
	private static final class DroppedCleaner extends PatientKernel {

		DroppedCleaner(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			CountDownLatch latch = new CountDownLatch(1);
			task(launcher, "waiter").launch(latch::await);
			CLEANER.register(new Object(), latch::countDown);
		}

	}

}
