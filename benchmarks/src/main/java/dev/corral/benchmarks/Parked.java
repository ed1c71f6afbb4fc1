package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.corral.Corral;
import dev.corral.Taken;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;

/**
 * Many parked virtual threads, of tasks or raw, of {@value #NAMES} names and as many
 * depths of stack; all of them wait until released.
 */
public final class Parked {

	private static final int NAMES = 10;

	private final CountDownLatch end = new CountDownLatch(1);

	private final CountDownLatch begun;

	private final List<Thread> threads = new ArrayList<>();

	private Parked(int number) {
		this.begun = new CountDownLatch(number);
	}

	/**
	 * Launches tasks, and returns when all of them are parked, or about to.
	 * @param corral their launcher
	 * @param number how many
	 * @return what lets them go
	 * @throws InterruptedException when this thread is interrupted before
	 */
	public static Parked tasks(Corral corral, int number) throws InterruptedException {
		List<TaskSpec> specs = new ArrayList<>();
		for (int i = 0; i < NAMES; i++) {
			specs.add(corral.task("parked-" + i));
		}
		return tasks(specs, number);
	}

	// One of each description in turn
	static Parked tasks(List<TaskSpec> specs, int number) throws InterruptedException {
		Parked parked = new Parked(number);
		List<TaskBody> bodies = new ArrayList<>();
		for (int i = 0; i < NAMES; i++) {
			int depth = i;
			bodies.add(() -> parked.park(depth));
		}
		for (int i = 0; i < number; i++) {
			specs.get(i % specs.size()).launch(bodies.get(i % NAMES));
		}
		parked.begun.await();
		return parked;
	}

	static Parked raw(int number) throws InterruptedException {
		Parked parked = new Parked(number);
		for (int i = 0; i < number; i++) {
			int depth = i % NAMES;
			parked.threads.add(Thread.ofVirtual().name("parked-" + depth).start(() -> parked.parkQuietly(depth)));
		}
		parked.begun.await();
		return parked;
	}

	private void park(int depth) throws InterruptedException {
		if (depth > 0) {
			park(depth - 1);
			return;
		}
		this.begun.countDown();
		this.end.await();
	}

	private void parkQuietly(int depth) {
		try {
			park(depth);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Waits for none of them: the virtual machine that measured is about to end
	void letGo() {
		this.end.countDown();
	}

	// Returns when all of them have ended
	void release() throws InterruptedException {
		letGo();
		for (Thread thread : this.threads) {
			thread.join();
		}
		this.threads.clear();
	}

	/**
	 * Lets them go, and returns when the launcher's counters are empty.
	 * @param corral their launcher
	 * @throws InterruptedException when this thread is interrupted before
	 */
	public void release(Corral corral) throws InterruptedException {
		release();
		while (Taken.slots(corral) > 0) {
			Thread.sleep(1);
		}
	}

}
