package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.corral.LateValueHandler;
import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;

/** Every call that launches a task, and every call of a task and its context. */
final class TaskCalls {

	private static final RecoveryHandler HANDLER = (panic) -> {
	};

	private static final LateValueHandler<Object> LATE = (value) -> {
	};

	private static final RestartPolicy RESTART = RestartPolicy.onPanic(2, Calls.HOUR)
		.backoff(Duration.ofMillis(1), Duration.ofMillis(1));

	private TaskCalls() {
	}

	static void addTo(CallList calls) {
		spec(calls);
		task(calls);
		context(calls);
	}

	private static void spec(CallList calls) {
		Call.Preparation plain = (s) -> s.spec(s.corral.task(Calls.NAME));
		Call.Preparation timed = (s) -> s.spec(s.corral.task(Calls.NAME).timeout(Calls.HOUR));
		Call.Preparation platform = (s) -> s.spec(s.corral.task(Calls.NAME).onPlatformThread());
		Call.Preparation restarted = (s) -> s.spec(s.corral.task(Calls.NAME).restart(RESTART));
		calls.add("TaskSpec.timeout(Duration)", plain, (s) -> s.spec().timeout(Calls.HOUR));
		calls.add("TaskSpec.noTimeout()", plain, (s) -> s.spec().noTimeout());
		calls.add("TaskSpec.recoverWith(RecoveryHandler)", plain, (s) -> s.spec().recoverWith(HANDLER));
		calls.add("TaskSpec.leakAfter(Duration)", plain, (s) -> s.spec().leakAfter(Calls.HOUR));
		calls.add("TaskSpec.restart(RestartPolicy)", plain, (s) -> s.spec().restart(RESTART));
		calls.add("TaskSpec.expects(Class)", plain, (s) -> s.spec().expects(IllegalStateException.class));
		calls.add("TaskSpec.longRunning()", plain, (s) -> s.spec().longRunning());
		calls.add("TaskSpec.onPlatformThread()", plain, (s) -> s.spec().onPlatformThread());
		calls.add("TaskSpec.launch(TaskBody)", plain, (s) -> s.spec().launch(Calls.NOTHING));
		calls.add("TaskSpec.launch(TaskBody)", "with a timeout", timed, (s) -> s.spec().launch(Calls.NOTHING));
		calls.add("TaskSpec.launch(TaskBody)", "on a platform thread", platform, (s) -> s.spec().launch(Calls.NOTHING));
		calls.add("TaskSpec.launch(TaskBody)", "that is restarted", restarted, (s) -> s.spec().launch(Calls.PANIC));
		calls.add("TaskSpec.launch(TaskBody)", "with an age of its own",
				(s) -> s.spec(s.corral.task(Calls.NAME).leakAfter(Calls.HOUR)), (s) -> s.spec().launch(Calls.NOTHING));
		calls.add("TaskSpec.call(Callable)", timed, (s) -> s.spec().call(Calls.VALUE));
		calls.add("TaskSpec.call(Callable,LateValueHandler)", timed, (s) -> s.spec().call(Calls.VALUE, LATE));
		calls.add("TaskSpec.tryCall(Callable,LateValueHandler)", plain, (s) -> s.spec().tryCall(Calls.VALUE, LATE));
		calls.add("TaskSpec.tryLaunch(TaskBody)", timed, (s) -> s.spec().tryLaunch(Calls.NOTHING));
		calls.add("TaskSpec.tryCall(Callable)", plain, (s) -> s.spec().tryCall(Calls.VALUE));
	}

	// What a call returns is kept by its subject
	@SuppressWarnings("FutureReturnValueIgnored")
	private static void task(CallList calls) {
		calls.add("Task.id()", Subject::parkedTask, (s) -> s.task().id());
		calls.add("Task.name()", Subject::parkedTask, (s) -> s.task().name());
		calls.add("Task.status()", Subject::parkedTask, (s) -> s.task().status());
		calls.add("Task.outcome()", Subject::doneTask, (s) -> s.task().outcome());
		calls.add("Task.join()", "of a task that ends", Subject::shortTask, (s) -> s.task().join());
		calls.add("Task.join()", "of a failed task", Subject::failedTask, (s) -> s.task().join(),
				CompletionException.class);
		calls.add("Task.cancel(String)", Subject::parkedTask, (s) -> s.task().cancel(Calls.NAME));
		calls.add("Task.awaitSettled(Duration)", "of a task that ends", Subject::shortTask,
				(s) -> s.task().awaitSettled(Calls.HOUR));
		calls.add("Task.awaitSettled(Duration)", "in vain", Subject::parkedTask,
				(s) -> s.task().awaitSettled(Calls.MICROSECOND));
		calls.add("Task.toCompletableFuture()", Subject::parkedTask, (s) -> s.task().toCompletableFuture());
		calls.add("Task.toCompletableFuture()", "of a failed task", Subject::failedTask,
				(s) -> s.task().toCompletableFuture());
		calls.add("Task.cancel(boolean)", "with an interrupt", Subject::parkedTask, (s) -> s.task().cancel(true));
		calls.add("Task.cancel(boolean)", "without an interrupt", Subject::parkedTask, (s) -> s.task().cancel(false));
		calls.add("Task.get()", "of a task that ends", Subject::shortTask, (s) -> s.task().get());
		calls.add("Task.get()", "of a failed task", Subject::failedTask, (s) -> s.task().get(),
				ExecutionException.class);
		calls.add("Task.get(long,TimeUnit)", "in vain", Subject::parkedTask,
				(s) -> s.task().get(1, TimeUnit.MICROSECONDS), TimeoutException.class);
		calls.add("Task.isDone()", Subject::parkedTask, (s) -> s.task().isDone());
		calls.add("Task.isCancelled()", Subject::parkedTask, (s) -> s.task().isCancelled());
		calls.add("Task.resultNow()", Subject::doneTask, (s) -> s.task().resultNow());
		calls.add("Task.exceptionNow()", Subject::failedTask, (s) -> s.task().exceptionNow());
		calls.add("Task.state()", Subject::doneTask, (s) -> s.task().state());
	}

	private static void context(CallList calls) {
		calls.add("TaskContext.current()", "", (s) -> {
		}, (s) -> TaskContext.current(), IllegalStateException.class);
		calls.add("TaskContext.id()", Subject::runningTask, (s) -> s.context().id());
		calls.add("TaskContext.name()", Subject::runningTask, (s) -> s.context().name());
		calls.add("TaskContext.attempt()", Subject::runningTask, (s) -> s.context().attempt());
		calls.add("TaskContext.isCancelled()", Subject::runningTask, (s) -> s.context().isCancelled());
		calls.add("TaskContext.checkCancelled()", "", Subject::runningTask, (s) -> {
			s.context().checkCancelled();
			return null;
		});
		calls.add("TaskContext.checkCancelled()", "of a cancelled task", Subject::cancelledTask, (s) -> {
			s.context().checkCancelled();
			return null;
		}, CancellationException.class);
		calls.add("TaskContext.cause()", Subject::cancelledTask, (s) -> s.context().cause());
		calls.add("TaskContext.deadline()", Subject::runningTask, (s) -> s.context().deadline());
		calls.add("TaskContext.remaining()", Subject::runningTask, (s) -> s.context().remaining());
		calls.add("TaskContext.onCancel(Runnable)", "", Subject::runningTask,
				(s) -> s.context().onCancel(Calls.RUNNABLE));
		calls.add("TaskContext.onCancel(Runnable)", "of a cancelled task", Subject::cancelledTask,
				(s) -> s.context().onCancel(Calls.RUNNABLE));
		calls.add("TaskContext.scope()", Subject::runningTask, (s) -> s.context().scope().isCancelled());
	}

}
