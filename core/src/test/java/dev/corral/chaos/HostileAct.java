package dev.corral.chaos;

import dev.corral.Task;

/** What a hostile callback does when it is called. */
enum HostileAct {

	THROWS {
		@Override
		void act(CallbackStage stage, long task) {
			throw new IllegalStateException("planted");
		}
	},

	THROWS_AN_ERROR {
		@Override
		void act(CallbackStage stage, long task) {
			throw new LinkageError("planted");
		}
	},

	BLOCKS {
		@Override
		void act(CallbackStage stage, long task) {
			stage.chaos().hold();
		}
	},

	INTERRUPTS_ITS_THREAD {
		@Override
		void act(CallbackStage stage, long task) {
			Thread.currentThread().interrupt();
		}
	},

	CLOSES_THE_LAUNCHER {
		@Override
		void act(CallbackStage stage, long task) {
			stage.chaos().closesLauncher();
			stage.corral().close();
		}
	},

	CLOSES_THE_SCOPE {
		@Override
		void act(CallbackStage stage, long task) {
			stage.scope().close();
		}
	},

	LAUNCHES_AND_WAITS {
		@Override
		void act(CallbackStage stage, long task) throws Exception {
			Task<Integer> launched = stage.corral().call("from-callback", () -> 1);
			Await.until("the task from the callback is done", launched::isDone);
			stage.launched(launched.join());
		}
	},

	CANCELS_ITS_TASK {
		@Override
		void act(CallbackStage stage, long task) throws InterruptedException {
			stage.corral().monitor().cancel((task != 0) ? task : stage.awaitTask().id(), "by its own callback");
		}
	},

	OVERFLOWS_THE_STACK {
		@Override
		void act(CallbackStage stage, long task) {
			StackOverflow.cause();
		}
	};

	/**
	 * Does it.
	 * @param stage the launcher and the scope it is done in
	 * @param task the task's id as the callback knows it, 0 when it does not
	 * @throws Exception whatever the callback may throw
	 */
	abstract void act(CallbackStage stage, long task) throws Exception;

}
