package dev.corral.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.DefaultLifecycleProcessor;

import dev.corral.CancellationScope;
import dev.corral.Task;
import dev.corral.TaskLauncher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task or handler closes the application context. The shutdown timeout is longer than a
 * test may take.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosedByTaskTests {

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorralAutoConfiguration.class))
		.withPropertyValues("corral.shutdown-timeout=1h")
		.withBean("lifecycleProcessor", DefaultLifecycleProcessor.class, ClosedByTaskTests::patient);

	// Spring itself gives up after ten seconds otherwise
	private static DefaultLifecycleProcessor patient() {
		DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
		processor.setTimeoutPerShutdownPhase(Duration.ofHours(1).toMillis());
		return processor;
	}

	@Test
	void contextThatATaskClosesDoesNotWaitForThatTask() {
		this.runner.run((context) -> {
			TaskLauncher tasks = context.getBean(TaskLauncher.class);
			Task<Boolean> task = tasks.call("stops", () -> {
				context.getSourceApplicationContext().close();
				this.closed.countDown();
				return Thread.currentThread().isInterrupted();
			});
			this.closed.await();
			assertThat(task.join()).as("interrupted").isFalse();
		});
	}

	@Test
	void applicationThatExitsInATaskOfAScopeDoesNotWaitForTheTaskThatJoinsIt() {
		this.runner.run((context) -> {
			TaskLauncher tasks = context.getBean(TaskLauncher.class);
			tasks.launch("joins", () -> {
				try (CancellationScope scope = tasks.openScope("scope")) {
					scope.launch("exits", () -> {
						SpringApplication.exit(context.getSourceApplicationContext());
						this.closed.countDown();
					});
					scope.join();
				}
			});
			this.closed.await();
		});
	}

	@Test
	void contextThatAHandlerClosesDoesNotWaitForTheTaskThatPanicked() {
		this.runner.run((context) -> {
			context.getBean(TaskLauncher.class).task("panics").recoverWith((panic) -> {
				context.getSourceApplicationContext().close();
				this.closed.countDown();
			}).launch(() -> {
				throw new IllegalStateException("planted");
			});
			this.closed.await();
		});
	}

	// Also when the task that closes is cancelled meanwhile: an interrupt would end the
	// wait
	@Test
	void beansAreDestroyedAfterTheOtherTasksHaveEnded() {
		List<String> order = new CopyOnWriteArrayList<>();
		CountDownLatch work = new CountDownLatch(1);
		this.runner.withBean("pool", DisposableBean.class, () -> () -> order.add("pool destroyed")).run((context) -> {
			TaskLauncher tasks = context.getBean(TaskLauncher.class);
			CountDownLatch running = new CountDownLatch(1);
			tasks.launch("works", () -> {
				running.countDown();
				work.await();
				order.add("task ended");
			});
			running.await();
			Task<?> stops = tasks.launch("stops", () -> {
				context.getSourceApplicationContext().close();
				this.closed.countDown();
			});
			while (!isCloserWaiting()) {
				Thread.onSpinWait();
			}
			stops.cancel("enough");
			work.countDown();
			this.closed.await();
		});
		assertThat(order).containsExactly("task ended", "pool destroyed");
	}

	private static boolean isCloserWaiting() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("corral-shutdown")
					&& thread.getState() == Thread.State.TIMED_WAITING);
	}

}
