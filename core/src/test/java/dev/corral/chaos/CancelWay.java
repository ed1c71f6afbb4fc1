package dev.corral.chaos;

import java.time.Duration;
import java.util.List;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSpec;

/** A way to end all tasks of a scope. Its calls must return within the cancel grace. */
enum CancelWay {

	TASK_TIMEOUT {
		@Override
		TaskSpec configure(TaskSpec spec) {
			return spec.timeout(TIMEOUT);
		}

		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) {
			// The timeout does it
		}
	},

	CANCEL_BY_ID {
		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) throws Exception {
			Corral corral = chaos.corral();
			chaos.withinTheGrace("cancel(id)",
					() -> tasks.forEach((task) -> corral.monitor().cancel(task.id(), "enough")));
		}
	},

	CANCEL_BY_HANDLE {
		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) throws Exception {
			chaos.withinTheGrace("task.cancel()", () -> tasks.forEach((task) -> task.cancel("enough")));
		}
	},

	SCOPE_CLOSE {
		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) throws Exception {
			chaos.withinTheGrace("scope.close()", scope::close);
		}
	},

	SCOPE_TIMEOUT {
		@Override
		ScopeConfig configure(ScopeConfig config) {
			return config.timeout(TIMEOUT);
		}

		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) {
			// The timeout does it
		}
	},

	LAUNCHER_CLOSE {
		@Override
		void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) throws Exception {
			chaos.closeLauncher();
		}
	};

	/** Long enough for all bodies to begin. */
	private static final Duration TIMEOUT = Duration.ofMillis(400);

	TaskSpec configure(TaskSpec spec) {
		return spec;
	}

	ScopeConfig configure(ScopeConfig config) {
		return config;
	}

	/**
	 * Ends the tasks.
	 * @param chaos the run
	 * @param scope the scope of all tasks
	 * @param tasks the tasks
	 * @throws Exception when a call fails or is held
	 */
	abstract void cancel(Chaos chaos, CancellationScope scope, List<Task<?>> tasks) throws Exception;

}
