package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Takes the address space that stacks are made of, so that no thread can be started.
 * Works where the address space is limited ({@code ulimit -v}) and the stacks of ordinary
 * threads are large ({@code -Xss}): then there is still room for everything else.
 */
final class ThreadHogs {

	/** A quarter of the stack of an ordinary thread. */
	static final long STACK = 64L << 20;

	/** As much is left for the virtual machine: less than an ordinary stack. */
	private static final int LEFT = 2;

	private static final int MOST = 10_000;

	private final List<Hog> hogs = new ArrayList<>();

	private ThreadHogs() {
	}

	/**
	 * Does something while no thread can be started.
	 * @param body what to do
	 */
	static void during(Program.Body body) throws Exception {
		ThreadHogs hogs = take();
		try {
			body.run();
		}
		finally {
			hogs.end();
		}
	}

	// Threads that end meanwhile leave their stacks: then more are needed
	private static ThreadHogs take() {
		ThreadHogs hogs = new ThreadHogs();
		if (!Program.until(hogs::takeAll)) {
			throw new IllegalStateException("threads can still be started, with " + hogs.hogs.size() + " hogs");
		}
		return hogs;
	}

	private boolean takeAll() {
		boolean more = true;
		while (more && this.hogs.size() < MOST) {
			Hog hog = new Hog();
			more = hog.start();
			if (more) {
				this.hogs.add(hog);
			}
		}
		for (int i = 0; i < LEFT && !this.hogs.isEmpty(); i++) {
			this.hogs.removeLast().end();
		}
		return !canStartThread();
	}

	static boolean canStartThread() {
		try {
			Thread thread = Thread.ofPlatform().daemon().start(() -> {
			});
			Program.until(() -> !thread.isAlive());
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	private void end() {
		this.hogs.forEach(Hog::end);
		if (!Program.until(ThreadHogs::canStartThread)) {
			throw new IllegalStateException("threads still cannot be started");
		}
	}

	/** A thread that only has a stack. */
	private static final class Hog {

		private final CountDownLatch gate = new CountDownLatch(1);

		private final Thread thread = new Thread(null, this::hold, "hog", STACK);

		Hog() {
			this.thread.setDaemon(true);
		}

		private void hold() {
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				// Ends as well
			}
		}

		boolean start() {
			try {
				this.thread.start();
				return true;
			}
			catch (OutOfMemoryError ex) {
				return false;
			}
		}

		void end() {
			this.gate.countDown();
			Program.until(() -> !this.thread.isAlive());
		}

	}

}
