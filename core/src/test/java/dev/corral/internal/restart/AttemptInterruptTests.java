package dev.corral.internal.restart;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CorralConfig;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.event.TaskEvent;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.HookedChannel;

import static org.assertj.core.api.Assertions.assertThat;

/** The interrupt of an attempt is user code as well: it closes a channel. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttemptInterruptTests {

	private final CountDownLatch close = new CountDownLatch(1);

	private final CountDownLatch closing = new CountDownLatch(1);

	@AfterEach
	void letGo() {
		this.close.countDown();
	}

	// On a real thread: only that can be woken while its interrupt is on its way
	@Test
	void taskLeavesAnInterruptOfItsAttemptThatDoesNotReturn() throws Exception {
		Queue<Thread> notified = new ConcurrentLinkedQueue<>();
		Queue<Thread> ran = new ConcurrentLinkedQueue<>();
		UnaryOperator<CorralConfig> config = (defaults) -> defaults.withCancelGrace(Engine.SECOND)
			.withListeners(List.of((event) -> {
				if (event instanceof TaskEvent.Ended) {
					notified.add(Thread.currentThread());
				}
			}));
		try (Engine engine = new Engine(config)) {
			CountDownLatch inUse = new CountDownLatch(1);
			Task<?> task = engine.corral.task("hostile")
				.onPlatformThread()
				.restart(RestartPolicy.forever().attemptTimeout(Engine.SECOND))
				.launch(() -> {
					ran.add(Thread.currentThread());
					block(() -> {
						inUse.countDown();
						new CountDownLatch(1).await();
					});
				});
			inUse.await();
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			this.closing.await();
			Engine.until(() -> {
				engine.time.advanceWithoutWaiting(Engine.SECOND);
				return ((SupervisedTask<?>) task).isGone();
			});
			assertThat(this.close.getCount()).as("the interrupt is still on its way").isEqualTo(1);
			assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT);
			assertThat(ran).as("attempts").hasSize(1);
			assertThat(notified).hasSize(1).doesNotContainAnyElementsOf(ran);
			assertThat(engine.corral.counts().gaveUp()).isEqualTo(1);
			this.close.countDown();
		}
	}

	@Test
	void verdictSaysWhereTheInterruptOfTheAttemptHangs() throws Exception {
		Engine engine = new Engine((config) -> config.withCancelGrace(Engine.SECOND));
		CountDownLatch inUse = new CountDownLatch(1);
		Task<?> task = engine.corral.task("hostile")
			.restart(RestartPolicy.forever().attemptTimeout(Engine.SECOND))
			.launch(() -> block(() -> {
				inUse.countDown();
				engine.hold();
			}));
		inUse.await();
		engine.time.advanceWithoutWaiting(Engine.SECOND);
		this.closing.await();
		engine.time.advanceWithoutWaiting(Engine.SECOND);
		Engine.until(task::isDone);
		Engine.until(() -> {
			engine.time.advanceWithoutWaiting(Engine.SECOND);
			return !engine.corral.monitor().recentLeaks().isEmpty();
		});
		assertThat(engine.corral.monitor().recentLeaks()).singleElement().satisfies((leak) -> {
			assertThat(leak.reason()).isEqualTo(LeakReason.OVERDUE);
			assertThat(leak.waitsFor()).startsWith("its interrupt, which has been in " + HookedChannel.class.getName())
				.contains("implCloseChannel for ");
		});
		this.close.countDown();
		engine.close();
	}

	// In a channel whose close blocks
	private void block(TaskBody body) {
		new HookedChannel(() -> {
			this.closing.countDown();
			while (this.close.getCount() > 0) {
				Thread.onSpinWait();
			}
		}).use(body);
	}

}
