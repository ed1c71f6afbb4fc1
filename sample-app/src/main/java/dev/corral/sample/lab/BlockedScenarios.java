package dev.corral.sample.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

import dev.corral.CancellationScope;
import dev.corral.TaskLauncher;

/** Tasks that wait for a lock or a latch. */
final class BlockedScenarios {

	private BlockedScenarios() {
	}

	/** Two tasks take a lock and one forgets to unlock; fixed, it unlocks in finally. */
	static final class LockNeverReleased implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			ReentrantLock lock = new ReentrantLock();
			int[] total = new int[1];
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				ids.add(tasks.launch(name, () -> {
					lock.lockInterruptibly();
					total[0]++;
				}).id());
			}
			return ids;
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			ReentrantLock lock = new ReentrantLock();
			int[] total = new int[1];
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				ids.add(tasks.launch(name, () -> {
					lock.lockInterruptibly();
					try {
						total[0]++;
					}
					finally {
						lock.unlock();
					}
				}).id());
			}
			return ids;
		}

		// On platform threads, since before Java 24 a virtual thread that waits for a
		// monitor holds its carrier
		static List<Long> monitor(TaskLauncher tasks, String name) {
			Object monitor = new Object();
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				ids.add(tasks.task(name).onPlatformThread().launch(() -> {
					synchronized (monitor) {
						new CountDownLatch(1).await();
					}
				}).id());
			}
			return ids;
		}

	}

	/** A latch of four, three countdowns and a waiter; fixed, four countdowns. */
	static final class LatchMiscounted implements Scenario {

		private static final int PARTIES = 4;

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			return countDown(tasks, name, PARTIES - 1);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			return countDown(tasks, name, PARTIES);
		}

		private static List<Long> countDown(TaskLauncher tasks, String name, int times) {
			CountDownLatch latch = new CountDownLatch(PARTIES);
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < times; i++) {
				ids.add(tasks.launch(name, latch::countDown).id());
			}
			ids.add(tasks.launch(name, () -> latch.await()).id());
			return ids;
		}

		static List<Long> joined(TaskLauncher tasks, String name) {
			long joiner = tasks.launch(name, () -> {
				try (CancellationScope parts = tasks.openScope(name)) {
					for (int i = 0; i < PARTIES - 1; i++) {
						parts.launch(name, Thread::onSpinWait);
					}
					parts.join();
				}
			}).id();
			return List.of(joiner);
		}

	}

}
