package dev.corral.internal.leak;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** A launcher on fake time that looks for leaks every ten seconds. */
final class DeadlockFixture {

	static final Duration LOOK = Duration.ofSeconds(10);

	final FakeBackend time = new FakeBackend();

	final Corral corral = DefaultCorral.create(CorralConfig.defaults()
		.withShutdownTimeout(Duration.ZERO)
		.withCancelGrace(Duration.ZERO)
		.withLeakAfter(LOOK), this.time);

	// Waits for a lock that the test holds
	@CanIgnoreReturnValue
	Task<?> stuck() {
		ReentrantLock lock = new ReentrantLock();
		lock.lock();
		Task<?> task = this.corral.launch("stuck", lock::lockInterruptibly);
		untilStateIs(task, Thread.State.WAITING);
		return task;
	}

	void looks(int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			this.time.advance(LOOK);
		}
	}

	void untilStateIs(Task<?> task, Thread.State state) {
		Engine.until(() -> this.corral.monitor()
			.find(task.id())
			.map((seen) -> seen.thread() != null && seen.thread().state() == state)
			.orElse(false));
	}

	long thread(Task<?> task) {
		return this.corral.monitor().find(task.id()).map(TaskSnapshot::thread).orElseThrow().id();
	}

	LeakVerdict verdict(Task<?> task) {
		@Nullable LeakVerdict verdict = this.corral.monitor().find(task.id()).orElseThrow().leak();
		assertThat(verdict).isNotNull();
		return Objects.requireNonNull(verdict);
	}

	void close() {
		this.corral.close();
	}

}
