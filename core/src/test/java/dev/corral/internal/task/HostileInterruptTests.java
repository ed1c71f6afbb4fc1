package dev.corral.internal.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.monitor.LeakReason;
import dev.corral.testing.Engine;
import dev.corral.testing.HookedChannel;

import static org.assertj.core.api.Assertions.assertThat;

/** An interrupt closes the channel that the body blocks in, and that is user code. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInterruptTests {

	private static final Duration GRACE = Engine.SECOND;

	private final Engine engine = new Engine(
			(config) -> config.withCancelGrace(GRACE).withCheckInterval(Engine.SECOND));

	private final CountDownLatch close = new CountDownLatch(1);

	private final CountDownLatch inUse = new CountDownLatch(1);

	@AfterEach
	void nothingIsLeft() {
		this.close.countDown();
		this.engine.close();
	}

	@Test
	void interruptThatHangsHoldsNoOtherAndNoCaller() throws Exception {
		List<Task<?>> polite = new ArrayList<>();
		Task<?> hostile = this.engine.corral.launch("hostile", () -> block(this.close::await));
		this.inUse.await();
		for (int i = 0; i < 100; i++) {
			polite.add(this.engine.running("polite", () -> new CountDownLatch(1).await()));
		}
		assertThat(hostile.cancel("enough")).isTrue();
		for (Task<?> task : polite) {
			task.cancel("enough");
		}
		passUntilGone(polite);
	}

	@Test
	void interruptThatThrowsLeavesNoSiblingUndecided() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("scope");
		scope.launch("hostile", () -> block(() -> {
			throw new StackOverflowError("planted");
		}));
		this.inUse.await();
		List<Task<?>> siblings = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			siblings.add(this.engine.running(scope.task("sibling"), () -> new CountDownLatch(1).await()));
		}
		Thread closer = Thread.ofPlatform().daemon().start(scope::close);
		passUntilGone(siblings);
		closer.join();
	}

	// On a real thread: only that can be woken while its interrupt is on its way
	@Test
	void taskLeavesAnInterruptThatDoesNotReturn() throws Exception {
		try (Corral corral = Corral.create(
				CorralConfig.defaults().withCancelGrace(Duration.ofMillis(20)).withShutdownTimeout(Duration.ZERO))) {
			Task<?> task = corral.task("hostile").onPlatformThread().launch(() -> block(this.close::await));
			this.inUse.await();
			task.cancel("enough");
			Engine.until(() -> ((SupervisedTask<?>) task).isGone());
			assertThat(this.close.getCount()).as("the interrupt is still on its way").isEqualTo(1);
			this.close.countDown();
		}
	}

	@Test
	void verdictSaysWhereTheInterruptHangs() throws Exception {
		Task<?> task = this.engine.corral.launch("hostile", () -> block(() -> {
			while (this.close.getCount() > 0) {
				Thread.onSpinWait();
			}
		}, true));
		this.inUse.await();
		task.cancel("enough");
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return !this.engine.corral.monitor().recentLeaks().isEmpty();
		});
		assertThat(this.engine.corral.monitor().recentLeaks()).singleElement().satisfies((leak) -> {
			assertThat(leak.reason()).isEqualTo(LeakReason.OVERDUE);
			assertThat(leak.waitsFor()).startsWith("its interrupt, which has been in " + HookedChannel.class.getName())
				.contains("implCloseChannel for ");
		});
	}

	@Test
	void closeInterruptsWhatWasCancelledWithout() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("scope");
		Task<?> polite = this.engine.running(scope.task("polite"), () -> new CountDownLatch(1).await());
		Task<?> deaf = this.engine.running(scope.task("deaf"), this.engine::hold);
		assertThat(polite.cancel(false)).isTrue();
		assertThat(deaf.cancel(false)).isTrue();
		Thread closer = Thread.ofPlatform().daemon().start(scope::close);
		// No time passes for the polite one: it must be gone before anything could call
		// it overdue
		Engine.until(((SupervisedTask<?>) polite)::isGone);
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return this.engine.corral.monitor().counts("deaf").leaked() == 1;
		});
		closer.join();
		assertThat(this.engine.corral.monitor().recentLeaks()).singleElement()
			.satisfies((leak) -> assertThat(leak.reason()).isEqualTo(LeakReason.OVERDUE));
	}

	private void passUntilGone(List<Task<?>> tasks) {
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Duration.ofMillis(10));
			return tasks.stream().allMatch((task) -> ((SupervisedTask<?>) task).isGone());
		});
	}

	private void block(TaskBody whenClosed) {
		block(whenClosed, false);
	}

	// In a channel, until an interrupt has closed it or begins to
	private void block(TaskBody whenClosed, boolean deaf) {
		new HookedChannel(whenClosed).use(() -> {
			this.inUse.countDown();
			if (deaf) {
				this.engine.hold();
			}
			else {
				new CountDownLatch(1).await();
			}
		});
	}

}
