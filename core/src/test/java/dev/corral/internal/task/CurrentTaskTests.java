package dev.corral.internal.task;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

}
