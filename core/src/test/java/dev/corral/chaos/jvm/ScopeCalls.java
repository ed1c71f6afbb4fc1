package dev.corral.chaos.jvm;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.TaskBody;

/** Every call of a scope. */
final class ScopeCalls {

	private ScopeCalls() {
	}

	static void addTo(CallList calls) {
		Call.Preparation timed = (s) -> s.scope(Calls.TIMED);
		calls.add("CancellationScope.launch(String,TaskBody)", "", timed,
				(s) -> s.scope().launch(Calls.NAME, Calls.NOTHING));
		calls.add("CancellationScope.launch(String,TaskBody)", "above the limit", (s) -> {
			s.scope(Calls.LIMITED);
			s.scope().launch("first", Calls.NOTHING);
		}, (s) -> s.scope().launch(Calls.NAME, Calls.NOTHING));
		calls.add("CancellationScope.launch(String,TaskBody)", "when cancelled", Subject::cancelledScope,
				(s) -> s.scope().launch(Calls.NAME, Calls.NOTHING));
		calls.add("CancellationScope.call(String,Callable)", timed, (s) -> s.scope().call(Calls.NAME, Calls.VALUE));
		calls.add("CancellationScope.task(String)", timed, (s) -> s.scope().task(Calls.NAME));
		calls.add("CancellationScope.openScope(String)", timed, (s) -> s.scope().openScope(Calls.NAME));
		calls.add("CancellationScope.openScope(String,ScopeConfig)", timed,
				(s) -> s.scope().openScope(Calls.NAME, Calls.TIMED));
		calls.add("CancellationScope.openExecutor(String)", timed, (s) -> s.scope().openExecutor(Calls.NAME));
		calls.add("CancellationScope.join()", "of tasks that end", Subject::scopeWithShortTasks, (s) -> {
			s.scope().join();
			return null;
		});
		calls.add("CancellationScope.join()", "when cancelled", Subject::cancelledScope, (s) -> {
			s.scope().join();
			return null;
		}, CancellationException.class);
		calls.add("CancellationScope.cancel(String)", Subject::scopeWithScopes, (s) -> s.scope().cancel(Calls.NAME));
		calls.add("CancellationScope.isCancelled()", timed, (s) -> s.scope().isCancelled());
		calls.add("CancellationScope.cause()", Subject::cancelledScope, (s) -> s.scope().cause());
		calls.add("CancellationScope.deadline()", timed, (s) -> s.scope().deadline());
		calls.add("CancellationScope.remaining()", timed, (s) -> s.scope().remaining());
		calls.add("CancellationScope.onCancel(Runnable)", "", timed, (s) -> s.scope().onCancel(Calls.RUNNABLE));
		calls.add("CancellationScope.onCancel(Runnable)", "when cancelled", Subject::cancelledScope,
				(s) -> s.scope().onCancel(Calls.RUNNABLE));
		calls.add("CancellationScope.close()", "", timed, (s) -> {
			s.scope().close();
			return null;
		});
		calls.add("CancellationScope.close()", "of live tasks and scopes", Subject::scopeWithScopes, (s) -> {
			s.scope().close();
			return null;
		});
	}

}
