package dev.corral.chaos.jvm;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

import dev.corral.Corral;
import dev.corral.Limits;
import dev.corral.ScopeConfig;
import dev.corral.TaskBody;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskMonitor;

/** Every call of a launcher and of its monitor. */
final class LauncherCalls {

	private static final ScopeConfig DETACHED = Calls.TIMED.detached();

	private static final Limits LIMITS = Limits.unchanged().withMaxLive(100);

	private static final Limits LIMITS_OF_NAME = Limits.unchanged().withMaxLive("exhausted", 50);

	private LauncherCalls() {
	}

	static void addTo(CallList calls) {
		calls.add("Corral.create()", (s) -> Corral.create());
		calls.add("Corral.create(CorralConfig)", (s) -> Corral.create(Afterwards.CONFIG));
		calls.add("Corral.launch(String,TaskBody)", (s) -> s.corral.launch(Calls.NAME, Calls.NOTHING));
		calls.add("Corral.call(String,Callable)", (s) -> s.corral.call(Calls.NAME, Calls.VALUE));
		calls.add("Corral.task(String)", (s) -> s.corral.task(Calls.NAME));
		calls.add("Corral.openScope(String)", (s) -> s.corral.openScope(Calls.NAME));
		calls.add("Corral.openScope(String,ScopeConfig)", "with a timeout", (s) -> {
		}, (s) -> s.corral.openScope(Calls.NAME, Calls.TIMED));
		calls.add("Corral.openScope(String,ScopeConfig)", "with a limit", (s) -> {
		}, (s) -> s.corral.openScope(Calls.NAME, Calls.LIMITED));
		calls.add("Corral.openScope(String,ScopeConfig)", "detached", Subject::detached,
				(s) -> s.corral.openScope(Calls.NAME, DETACHED));
		calls.add("Corral.openExecutor(String)", (s) -> s.corral.openExecutor(Calls.NAME));
		calls.add("Corral.counts()", (s) -> s.corral.counts());
		calls.add("TaskMonitor.countsByName()", (s) -> s.corral.monitor().countsByName());
		calls.add("TaskMonitor.counts()", (s) -> s.corral.monitor().counts());
		calls.add("TaskMonitor.counts(String)", Subject::doneTask, (s) -> s.corral.monitor().counts("done"));
		calls.add("TaskMonitor.leaks(String)", Subject::doneTask, (s) -> s.corral.monitor().leaks("done"));
		calls.add("TaskMonitor.oldestAges()", Subject::parkedTask, (s) -> s.corral.monitor().oldestAges());
		calls.add("TaskMonitor.maxLive()", (s) -> s.corral.monitor().maxLive());
		calls.add("Corral.limits(Limits)", "of all", (s) -> {
		}, (s) -> {
			s.corral.limits(LIMITS);
			return null;
		});
		calls.add("Corral.limits(Limits)", "of a name", (s) -> {
		}, (s) -> {
			s.corral.limits(LIMITS_OF_NAME);
			return null;
		});
		calls.add("TaskMonitor.launchesWaiting()", (s) -> s.corral.monitor().launchesWaiting());
		calls.add("TaskMonitor.tasks(TaskFilter)", Subject::parkedTask, (s) -> s.corral.monitor().tasks(Calls.ALL));
		calls.add("TaskMonitor.count(TaskFilter)", Subject::parkedTask, (s) -> s.corral.monitor().count(Calls.ALL));
		calls.add("TaskMonitor.scopes()", Subject::scopeWithTasks, (s) -> s.corral.monitor().scopes());
		calls.add("TaskMonitor.proveUnreachable()", (s) -> s.corral.monitor().proveUnreachable());
		calls.add("TaskMonitor.openScopes()", (s) -> s.corral.monitor().openScopes());
		calls.add("TaskMonitor.find(long)", Subject::parkedTask, (s) -> s.corral.monitor().find(s.task().id()));
		calls.add("TaskMonitor.cancel(long,String)", Subject::parkedTask,
				(s) -> s.corral.monitor().cancel(s.task().id(), Calls.NAME));
		calls.add("TaskMonitor.cancelScope(long,String)", Subject::scopeWithScopes,
				(s) -> s.corral.monitor().cancelScope(s.scopeId(), Calls.NAME));
		calls.add("TaskMonitor.recentPanics()", Subject::failedTask, (s) -> s.corral.monitor().recentPanics());
		calls.add("TaskMonitor.recentLeaks()", (s) -> s.corral.monitor().recentLeaks());
		calls.add("Corral.dumps()", (s) -> s.corral.dumps());
		calls.add("Corral.monitor()", (s) -> s.corral.monitor());
		calls.add("TaskMonitor.recordDurations(DurationRecorder)",
				(s) -> s.corral.monitor().recordDurations(Calls.RECORDER));
		calls.add("TaskMonitor.onName(Consumer)", Subject::doneTask, (s) -> s.corral.monitor().onName(Calls.NAMES));
		calls.add("Corral.closeFor(Thread)", Subject::otherLauncher, (s) -> {
			s.other().closeFor(Thread.currentThread());
			return null;
		});
		calls.add("Corral.close()", Subject::otherLauncher, (s) -> {
			s.other().close();
			return null;
		});
	}

}
