package dev.corral.chaos;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;

/** A place where the engine calls user code, and how to make it do so. */
enum CallbackSite {

	LAUNCHER_HANDLER(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.failing());
		}
	},

	OWN_HANDLER(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.spec().recoverWith((panic) -> stage.at(OWN_HANDLER, panic.name(), panic.id())),
					stage.failing());
		}
	},

	LISTENER_OF_STARTED(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	LISTENER_OF_ENDED(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	LISTENER_OF_PANICKED(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.failing());
		}
	},

	LISTENER_OF_RESTARTING(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			Duration shortest = Duration.ofMillis(1);
			stage.launch(
					stage.spec().restart(RestartPolicy.onPanic(1, Duration.ofSeconds(30)).backoff(shortest, shortest)),
					stage.failing());
		}
	},

	LISTENER_OF_GAVE_UP(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.spec().restart(RestartPolicy.forever().retryIf((panic) -> false)), stage.failing());
		}
	},

	RETRY_PREDICATE(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.spec().restart(RestartPolicy.forever().retryIf((panic) -> {
				stage.at(RETRY_PREDICATE, CallbackStage.NAME, 0);
				return false;
			})), stage.failing());
		}
	},

	LISTENER_OF_REJECTED(false, false) {
		@Override
		void lead(CallbackStage stage) {
			CancellationScope closed = stage.corral().openScope("closed");
			closed.close();
			try {
				closed.launch(CallbackStage.NAME, () -> {
				});
			}
			catch (RejectedExecutionException ex) {
				// Expected
			}
		}
	},

	LISTENER_OF_LEAK_FOUND(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.chaos()::park);
		}
	},

	LISTENER_OF_LEAK_ENDED(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			Task<?> task = stage.launch(stage.chaos()::park);
			Corral corral = stage.corral();
			Await.until("the task is a leak", () -> corral.monitor().counts(CallbackStage.NAME).leaked() == 1);
			task.cancel("seen");
		}
	},

	ON_CANCEL_OF_THE_TASK(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			CountDownLatch registered = new CountDownLatch(1);
			Task<?> task = stage.launch(() -> {
				TaskContext.current().onCancel(() -> stage.at(ON_CANCEL_OF_THE_TASK, CallbackStage.NAME, 0));
				registered.countDown();
				stage.chaos().park();
			});
			Await.until("the callback is registered", registered);
			task.cancel("enough");
		}
	},

	ON_CANCEL_OF_THE_SCOPE(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.scope().onCancel(() -> stage.at(ON_CANCEL_OF_THE_SCOPE, CallbackStage.NAME, 0));
			stage.launch(stage.chaos()::park);
			stage.scope().cancel("enough");
		}
	},

	DEPENDENT_OF_THE_FUTURE(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			Task<?> task = stage.launch(() -> {
				stage.go().await();
				stage.attached().await();
			});
			CompletableFuture<?> unused = task.toCompletableFuture()
				.thenRun(() -> stage.at(DEPENDENT_OF_THE_FUTURE, CallbackStage.NAME, task.id()));
			stage.attached().countDown();
		}
	},

	DURATION_RECORDER(true, true) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	NAME_LISTENER(false, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	CONTEXT_CAPTURE(false, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	CONTEXT_RESTORE(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	},

	CONTEXT_CLEAR(true, false) {
		@Override
		void lead(CallbackStage stage) throws Exception {
			stage.launch(stage.go()::await);
		}
	};

	private final boolean knowsTask;

	private final boolean holdsEndedTask;

	CallbackSite(boolean knowsTask, boolean holdsEndedTask) {
		this.knowsTask = knowsTask;
		this.holdsEndedTask = holdsEndedTask;
	}

	boolean suits(HostileAct act) {
		return act != HostileAct.CANCELS_ITS_TASK || this.knowsTask;
	}

	// Whether the callback runs between the outcome of its task and its settling
	boolean holdsEndedTask() {
		return this.holdsEndedTask;
	}

	/**
	 * Makes the engine call it.
	 * @param stage the launcher and the scope to do it in
	 * @throws Exception when it cannot
	 */
	abstract void lead(CallbackStage stage) throws Exception;

}
