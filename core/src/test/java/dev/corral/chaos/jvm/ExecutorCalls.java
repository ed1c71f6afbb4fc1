package dev.corral.chaos.jvm;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Every call of an executor view. */
final class ExecutorCalls {

	private static final List<Callable<String>> TWO = List.of(Calls.VALUE, Calls.VALUE);

	private ExecutorCalls() {
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	static void addTo(CallList calls) {
		calls.add("ExecutorService.execute(Runnable)", Subject::executor, (s) -> {
			s.executorService().execute(Calls.RUNNABLE);
			return null;
		});
		calls.add("ExecutorService.submit(Runnable)", Subject::executor,
				(s) -> s.executorService().submit(Calls.RUNNABLE));
		calls.add("ExecutorService.submit(Runnable,Object)", Subject::executor,
				(s) -> s.executorService().submit(Calls.RUNNABLE, Calls.NAME));
		calls.add("ExecutorService.submit(Callable)", Subject::executor,
				(s) -> s.executorService().submit(Calls.VALUE));
		calls.add("ExecutorService.invokeAll(Collection)", Subject::executor,
				(s) -> s.executorService().invokeAll(TWO));
		calls.add("ExecutorService.invokeAll(Collection,long,TimeUnit)", Subject::executor,
				(s) -> s.executorService().invokeAll(TWO, 1, TimeUnit.HOURS));
		calls.add("ExecutorService.invokeAny(Collection)", Subject::executor,
				(s) -> s.executorService().invokeAny(TWO));
		calls.add("ExecutorService.invokeAny(Collection,long,TimeUnit)", Subject::executor,
				(s) -> s.executorService().invokeAny(TWO, 1, TimeUnit.HOURS));
		calls.add("ExecutorService.shutdown()", Subject::executorWithTasks, (s) -> {
			s.executorService().shutdown();
			return null;
		});
		calls.add("ExecutorService.shutdownNow()", Subject::executorWithTasks,
				(s) -> s.executorService().shutdownNow());
		calls.add("ExecutorService.isShutdown()", Subject::executor, (s) -> s.executorService().isShutdown());
		calls.add("ExecutorService.isTerminated()", Subject::executorThatEnds,
				(s) -> s.executorService().isTerminated());
		calls.add("ExecutorService.awaitTermination(long,TimeUnit)", "of one that ends", Subject::executorThatEnds,
				(s) -> s.executorService().awaitTermination(1, TimeUnit.HOURS));
		calls.add("ExecutorService.awaitTermination(long,TimeUnit)", "in vain", Subject::executorWithTasks,
				(s) -> s.executorService().awaitTermination(1, TimeUnit.MICROSECONDS));
		calls.add("ExecutorService.close()", Subject::executorWithShortTask, (s) -> {
			s.executorService().close();
			return null;
		});
	}

}
