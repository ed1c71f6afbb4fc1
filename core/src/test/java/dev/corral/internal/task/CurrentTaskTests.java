package dev.corral.internal.task;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.Lineage;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CurrentTaskTests {

	private final Engine engine = new Engine();

	@AfterEach
	void close() {
		this.engine.close();
	}

	// The handler is foreign on the main thread of every Spring Boot application, and a
	// search looks at each live task. The thread is planted, so that a search finds it
	@Test
	void onlyADaemonThreadWithAForeignHandlerIsSearchedFor() throws Exception {
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("task", this.engine::hold);
		Thread own = task.thread;
		try {
			for (boolean daemon : new boolean[] { true, false }) {
				Thread thread = Thread.ofPlatform().daemon(daemon).unstarted(() -> {
				});
				thread.setUncaughtExceptionHandler((thrower, thrown) -> {
				});
				task.thread = thread;
				assertThat(CurrentTask.of(thread)).isSameAs(daemon ? task : null);
			}
		}
		finally {
			task.thread = own;
		}
	}

	// Libraries give their threads handlers. Each launch of such a thread would look at
	// each live task. The thread is planted, so that a search would find it
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void threadWithAForeignHandlerThatRunsNoTaskSearchesNothing(boolean virtual) throws Exception {
		SupervisedTask<?> task = (SupervisedTask<?>) this.engine.running("task", this.engine::hold);
		Thread own = task.thread;
		CompletableFuture<Optional<SupervisedTask<?>>> found = new CompletableFuture<>();
		Runnable look = () -> found.complete(Optional.ofNullable(CurrentTask.get()));
		Thread thread = virtual ? Thread.ofVirtual().unstarted(look) : Thread.ofPlatform().daemon().unstarted(look);
		thread.setUncaughtExceptionHandler((thrower, thrown) -> {
		});
		try {
			task.thread = thread;
			thread.start();
			assertThat(found.get()).isEmpty();
		}
		finally {
			task.thread = own;
		}
	}

	// After the first search another thread is planted, so that a second one would fail
	@Test
	void taskWhoseBodyHasReplacedTheHandlerIsSearchedForOnce() throws Exception {
		Task<Boolean> task = this.engine.corral.call("task", () -> {
			Thread own = Thread.currentThread();
			own.setUncaughtExceptionHandler((thrower, thrown) -> {
			});
			SupervisedTask<?> first = CurrentTask.get();
			assertThat(first).isNotNull();
			if (first != null) {
				try {
					first.thread = new Thread();
					assertThat(CurrentTask.get()).isSameAs(first);
				}
				finally {
					first.thread = own;
				}
			}
			return true;
		});
		assertThat(task.join()).isTrue();
	}

	@Test
	void launchFromATaskWhoseBodyHasReplacedTheHandlerHasItsLineage() throws Exception {
		SupervisedTask<?> parent = (SupervisedTask<?>) this.engine.running("parent", () -> {
			Thread.currentThread().setUncaughtExceptionHandler((thrower, thrown) -> {
			});
			for (int i = 0; i < 2; i++) {
				SupervisedTask<?> child = (SupervisedTask<?>) this.engine.corral.launch("child", this.engine::hold);
				assertThat(child.lineage).isNotNull().extracting(Lineage::id).isEqualTo(TaskContext.current().id());
			}
		});
		parent.awaitGone();
		assertThat(this.engine.panics).isEmpty();
	}

}
