package dev.corral.chaos;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.monitor.LeakReason;

/** One run of a case: its launcher, and the latch that holds its bodies and callbacks. */
final class Chaos {

	/**
	 * What a call may take beyond what it promises. A busy machine runs a thread late, so
	 * by default this only tells a call that returns from one that hangs; on a quiet
	 * machine {@code -Dcorral.chaos.slack=PT1S} checks the promise.
	 */
	static final Duration SLACK = Duration.parse(System.getProperty("corral.chaos.slack", "PT8S"));

	private final CountDownLatch release = new CountDownLatch(1);

	private final Queue<Runnable> releasing = new ConcurrentLinkedQueue<>();

	private volatile CorralConfig config = config();

	private volatile @Nullable Corral corral;

	private volatile boolean closed;

	/**
	 * A configuration with short times, so that a case takes a fraction of a second.
	 * @return the configuration that cases start from
	 */
	static CorralConfig config() {
		return CorralConfig.defaults()
			.withMaxLive(500)
			.withRecent(1000)
			.withCancelGrace(Duration.ofMillis(50))
			.withShutdownTimeout(Duration.ofMillis(10))
			.withLeakAfter(Duration.ofMillis(60))
			.withCheckInterval(Duration.ofMillis(20));
	}

	Corral open() {
		return open((config) -> config);
	}

	Corral open(UnaryOperator<CorralConfig> change) {
		this.config = change.apply(config());
		Corral opened = Corral.create(this.config);
		this.corral = opened;
		return opened;
	}

	Corral corral() {
		return Objects.requireNonNull(this.corral, "the case has opened no launcher");
	}

	// Blocks until the release; an interrupt ends it
	void park() throws InterruptedException {
		this.release.await();
	}

	// Blocks until the release and ignores interrupts
	void hold() {
		Await.ignoringInterrupts(this.release);
	}

	CountDownLatch released() {
		return this.release;
	}

	void onRelease(Runnable action) {
		this.releasing.add(action);
	}

	void release() {
		this.release.countDown();
		for (Runnable action = this.releasing.poll(); action != null; action = this.releasing.poll()) {
			action.run();
		}
	}

	// Called by a case before it closes the launcher itself
	void closesLauncher() {
		this.closed = true;
	}

	void closeLauncher() throws Exception {
		closesLauncher();
		Aftermath.timedClose(corral(), this.config);
	}

	// Launches a task and waits until its body has begun
	@CanIgnoreReturnValue
	Task<?> running(TaskSpec spec, TaskBody body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = spec.launch(() -> {
			begun.countDown();
			body.run();
		});
		Await.until("task " + task.name() + " begins", begun);
		return task;
	}

	@CanIgnoreReturnValue
	Task<?> running(String name, TaskBody body) throws InterruptedException {
		return running(corral().task(name), body);
	}

	void othersGoOn() throws Exception {
		Aftermath.probes(corral(), this.config);
	}

	void awaitOverdue(Task<?> task) throws InterruptedException {
		Await.until(() -> "task " + task.name() + ", " + task.status() + ", is OVERDUE", () -> isOverdue(task));
	}

	boolean isOverdue(Task<?> task) {
		return corral().monitor()
			.recentLeaks()
			.stream()
			.anyMatch((leak) -> leak.task() == task.id() && leak.reason() == LeakReason.OVERDUE);
	}

	// For calls that may wait for the cancel grace, but not longer
	void withinTheGrace(String what, TaskBody call) throws Exception {
		FutureTask<Boolean> running = start(what, () -> {
			call.run();
			return true;
		});
		Duration took = Await.timed(Await.LIMIT, running::isDone);
		result(what, running);
		Duration longest = this.config.cancelGrace().plus(SLACK);
		if (took.compareTo(longest) > 0) {
			throw new AssertionError(what + " took " + took + ", more than " + longest);
		}
	}

	@CanIgnoreReturnValue
	static <T> T onItsOwnThread(String what, Callable<T> call) throws Exception {
		return ended(what, start(what, call));
	}

	static <T> FutureTask<T> start(String what, Callable<T> call) {
		FutureTask<T> running = new FutureTask<>(call);
		Thread.ofPlatform().daemon().name("chaos " + what).start(running);
		return running;
	}

	@CanIgnoreReturnValue
	static <T> T ended(String what, FutureTask<T> running) throws InterruptedException {
		Await.timed(Await.LIMIT, running::isDone);
		return result(what, running);
	}

	@CanIgnoreReturnValue
	private static <T> T result(String what, FutureTask<T> running) throws InterruptedException {
		if (!running.isDone()) {
			throw new AssertionError(what + " has not returned after " + Await.LIMIT.toSeconds() + " s");
		}
		try {
			return running.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError(what + " failed: " + ex.getCause(), ex.getCause());
		}
	}

	void aftermath() throws Exception {
		release();
		if (this.closed) {
			Aftermath.closed(corral(), this.config);
		}
		else {
			Aftermath.check(corral(), this.config);
		}
	}

	// Also after a failure: no case may disturb the next one
	void end() {
		release();
		Corral opened = this.corral;
		if (opened != null) {
			Thread.ofPlatform().daemon().name("chaos end").start(opened::close);
		}
	}

}
