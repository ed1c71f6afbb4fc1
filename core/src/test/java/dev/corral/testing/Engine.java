package dev.corral.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.event.TaskEvent;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** A launcher on fake time for one test, which counts in the end that nothing is left. */
public final class Engine implements AutoCloseable {

	public static final Duration SECOND = Duration.ofSeconds(1);

	public final FakeBackend time = new FakeBackend();

	public final List<Panic> panics = new CopyOnWriteArrayList<>();

	public final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	/** Lets go of every body that waits with {@link #hold()}. */
	public final CountDownLatch release = new CountDownLatch(1);

	public final Corral corral;

	public Engine() {
		this(UnaryOperator.identity());
	}

	public Engine(UnaryOperator<CorralConfig> change) {
		this.corral = DefaultCorral.create(change.apply(CorralConfig.defaults()
			.withShutdownTimeout(Duration.ZERO)
			.withRecoveryHandlers(List.of(this.panics::add))
			.withListeners(List.of(this.events::add))), this.time);
	}

	// A body that hears no interrupt until it is released
	public void hold() {
		Deaf.await(this.release);
	}

	// What a body does that waits for its interrupt and goes on
	public static void swallowInterrupt() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			// The flag is clear now
		}
	}

	// A task whose body is on its thread
	@CanIgnoreReturnValue
	public Task<?> running(TaskSpec spec, TaskBody body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = spec.launch(() -> {
			begun.countDown();
			body.run();
		});
		begun.await();
		return task;
	}

	@CanIgnoreReturnValue
	public Task<?> running(String name, TaskBody body) throws InterruptedException {
		return running(this.corral.task(name), body);
	}

	// Until something another thread brings about without a signal
	public static void until(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

	// Until the thread of a task is in a state, so that a look at it sees that state
	public void untilStateIs(Task<?> task, Thread.State state) {
		until(() -> this.corral.monitor()
			.find(task.id())
			.map((seen) -> seen.thread() != null && seen.thread().state() == state)
			.orElse(false));
	}

	// Until the thread of a task waits for the next attempt
	public void untilItBacksOff(Task<?> task) throws InterruptedException {
		until(() -> task.status() == TaskStatus.BACKING_OFF || task.isDone());
		Thread thread = ((SupervisedTask<?>) task).thread;
		assertThat(thread).as(task::toString).isNotNull();
		if (thread != null) {
			this.time.untilParked(thread);
		}
	}

	public void assertNothingIsLeft() {
		assertNothingIsLeftBut(0);
	}

	// The scopes that the test itself has open
	public void assertNothingIsLeftBut(int scopes) {
		CorralParts parts = Parts.of(this.corral);
		// A verdict may meet the end of its task, and is taken back then
		until(() -> parts.admission().all().taken() == 0 && this.corral.counts().leaked() == 0
				&& this.corral.monitor().openScopes() == scopes
				&& parts.scopes().stream().noneMatch((scope) -> scope.members().isOver()));
		Counts counts = this.corral.counts();
		assertThat(counts.launched()).isEqualTo(counts.settled());
		assertThat(counts.live()).as("live").isZero();
		assertThat(counts.queued()).as("queued").isZero();
		assertThat(counts.ending()).as("ending").isZero();
		assertThat(counts.leaked()).as("leaked").isZero();
		assertThat(this.corral.monitor().count(TaskFilter.all())).as("registry").isZero();
		assertThat(parts.deadlines().size()).as("deadlines").isZero();
		assertThat(this.corral.monitor().openScopes()).as("scopes").isEqualTo(scopes);
	}

	@Override
	public void close() {
		this.release.countDown();
		CorralParts parts = Parts.of(this.corral);
		parts.registry().forEach((task) -> task.cancel("test is over"));
		assertNothingIsLeft();
		this.corral.close();
	}

}
