package dev.corral.chaos.jvm;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Limits;
import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;
import dev.corral.dump.Grouping;
import dev.corral.dump.ProfileStack;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskMonitor;

/** Every call of the public API. */
final class Calls {

	// Made before any call, so that a call at the end of the stack makes nothing

	static final Duration NONE = Duration.ZERO;

	static final Duration HOUR = Duration.ofHours(1);

	static final Duration MICROSECOND = Duration.ofNanos(1000);

	static final ScopeConfig TIMED = ScopeConfig.failFast().timeout(HOUR);

	static final TaskBody NOTHING = () -> {
	};

	static final TaskBody PANIC = () -> {
		throw new IllegalStateException("planted");
	};

	static final Callable<String> VALUE = () -> "value";

	static final Runnable RUNNABLE = () -> {
	};

	private static final ScopeConfig DETACHED = TIMED.detached();

	private static final ScopeConfig LIMITED = ScopeConfig.supervise().limit(1);

	private static final List<Callable<String>> TWO = List.of(VALUE, VALUE);

	private static final RecoveryHandler HANDLER = (panic) -> {
	};

	private static final RestartPolicy RESTART = RestartPolicy.onPanic(2, HOUR)
		.backoff(Duration.ofMillis(1), Duration.ofMillis(1));

	private static final Limits LIMITS = Limits.unchanged().withMaxLive(100);

	private static final Limits LIMITS_OF_NAME = Limits.unchanged().withMaxLive("exhausted", 50);

	private static final DurationRecorder RECORDER = (name, outcome, nanos) -> {
	};

	private static final Consumer<String> NAMES = Calls::hear;

	private static final TaskFilter ALL = TaskFilter.all();

	private static final Appendable NOWHERE = new Nowhere();

	private static final String NAME = "exhausted";

	/** The types whose every public method must be called. */
	private static final Map<String, Class<?>> TYPES = Map.of("Corral", Corral.class, "TaskSpec", TaskSpec.class,
			"Task", Task.class, "TaskContext", TaskContext.class, "CancellationScope", CancellationScope.class,
			"ExecutorService", ExecutorService.class, "TaskDumps", TaskDumps.class, "TaskMonitor", TaskMonitor.class,
			"Registration", Registration.class, "TaskCursor", TaskCursor.class);

	private final List<Call> calls = new ArrayList<>();

	private Calls() {
		corral();
		spec();
		task();
		context();
		scope();
		executor();
		readers();
	}

	private static void hear(String name) {
		// Only has to be called
	}

	static List<Call> all() {
		return new Calls().calls;
	}

	/**
	 * Compares the calls with the public methods there are.
	 * @return methods that are not called, and calls of methods that do not exist
	 */
	static List<String> forgotten() {
		Set<String> called = all().stream().map(Call::method).collect(Collectors.toCollection(TreeSet::new));
		Set<String> existing = new TreeSet<>();
		TYPES.forEach((name, type) -> Arrays.stream(type.getMethods())
			.filter((method) -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
			.filter((method) -> type.isInterface() || !Modifier.isStatic(method.getModifiers())
					|| method.getDeclaringClass() == type)
			.forEach((method) -> existing.add(name + "." + signature(method))));
		List<String> wrong = new ArrayList<>();
		existing.stream().filter((method) -> !called.contains(method)).map("no call of "::concat).forEach(wrong::add);
		called.stream().filter((method) -> !existing.contains(method)).map("there is no "::concat).forEach(wrong::add);
		return wrong;
	}

	private static String signature(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(",", method.getName() + "(", ")"));
	}

	private void add(String method, String variant, Call.Preparation preparation, Call.Act act, Class<?>... expected) {
		this.calls.add(new Call(method, variant, preparation, act, List.of(expected)));
	}

	private void add(String method, Call.Act act) {
		add(method, "", (s) -> {
		}, act);
	}

	private void add(String method, Call.Preparation preparation, Call.Act act) {
		add(method, "", preparation, act);
	}

	private void corral() {
		add("Corral.create()", (s) -> Corral.create());
		add("Corral.create(CorralConfig)", (s) -> Corral.create(Afterwards.CONFIG));
		add("Corral.launch(String,TaskBody)", (s) -> s.corral.launch(NAME, NOTHING));
		add("Corral.call(String,Callable)", (s) -> s.corral.call(NAME, VALUE));
		add("Corral.task(String)", (s) -> s.corral.task(NAME));
		add("Corral.openScope(String)", (s) -> s.corral.openScope(NAME));
		add("Corral.openScope(String,ScopeConfig)", "with a timeout", (s) -> {
		}, (s) -> s.corral.openScope(NAME, TIMED));
		add("Corral.openScope(String,ScopeConfig)", "with a limit", (s) -> {
		}, (s) -> s.corral.openScope(NAME, LIMITED));
		add("Corral.openScope(String,ScopeConfig)", "detached", Subject::detached,
				(s) -> s.corral.openScope(NAME, DETACHED));
		add("Corral.asExecutorService(String)", (s) -> s.corral.asExecutorService(NAME));
		add("Corral.counts()", (s) -> s.corral.counts());
		add("TaskMonitor.countsByName()", (s) -> s.corral.monitor().countsByName());
		add("TaskMonitor.counts()", (s) -> s.corral.monitor().counts());
		add("TaskMonitor.counts(String)", Subject::doneTask, (s) -> s.corral.monitor().counts("done"));
		add("TaskMonitor.leaks(String)", Subject::doneTask, (s) -> s.corral.monitor().leaks("done"));
		add("TaskMonitor.oldestAges()", Subject::parkedTask, (s) -> s.corral.monitor().oldestAges());
		add("TaskMonitor.maxLive()", (s) -> s.corral.monitor().maxLive());
		add("Corral.limits(Limits)", "of all", (s) -> {
		}, (s) -> {
			s.corral.limits(LIMITS);
			return null;
		});
		add("Corral.limits(Limits)", "of a name", (s) -> {
		}, (s) -> {
			s.corral.limits(LIMITS_OF_NAME);
			return null;
		});
		add("TaskMonitor.launchesWaiting()", (s) -> s.corral.monitor().launchesWaiting());
		add("TaskMonitor.tasks(TaskFilter)", Subject::parkedTask, (s) -> s.corral.monitor().tasks(ALL));
		add("TaskMonitor.count(TaskFilter)", Subject::parkedTask, (s) -> s.corral.monitor().count(ALL));
		add("TaskMonitor.scopes()", Subject::scopeWithTasks, (s) -> s.corral.monitor().scopes());
		add("TaskMonitor.proveUnreachable()", (s) -> s.corral.monitor().proveUnreachable());
		add("TaskMonitor.openScopes()", (s) -> s.corral.monitor().openScopes());
		add("TaskMonitor.find(long)", Subject::parkedTask, (s) -> s.corral.monitor().find(s.task().id()));
		add("TaskMonitor.cancel(long,String)", Subject::parkedTask,
				(s) -> s.corral.monitor().cancel(s.task().id(), NAME));
		add("TaskMonitor.cancelScope(long,String)", Subject::scopeWithScopes,
				(s) -> s.corral.monitor().cancelScope(s.scopeId(), NAME));
		add("TaskMonitor.recentPanics()", Subject::failedTask, (s) -> s.corral.monitor().recentPanics());
		add("TaskMonitor.recentLeaks()", (s) -> s.corral.monitor().recentLeaks());
		add("Corral.dumps()", (s) -> s.corral.dumps());
		add("Corral.monitor()", (s) -> s.corral.monitor());
		add("TaskMonitor.recordDurations(DurationRecorder)", (s) -> s.corral.monitor().recordDurations(RECORDER));
		add("TaskMonitor.onName(Consumer)", Subject::doneTask, (s) -> s.corral.monitor().onName(NAMES));
		add("Corral.close()", Subject::otherLauncher, (s) -> {
			s.other().close();
			return null;
		});
	}

	private void spec() {
		Call.Preparation plain = (s) -> s.spec(s.corral.task(NAME));
		Call.Preparation timed = (s) -> s.spec(s.corral.task(NAME).timeout(HOUR));
		Call.Preparation platform = (s) -> s.spec(s.corral.task(NAME).onPlatformThread());
		Call.Preparation restarted = (s) -> s.spec(s.corral.task(NAME).restart(RESTART));
		add("TaskSpec.timeout(Duration)", plain, (s) -> s.spec().timeout(HOUR));
		add("TaskSpec.noTimeout()", plain, (s) -> s.spec().noTimeout());
		add("TaskSpec.recoverWith(RecoveryHandler)", plain, (s) -> s.spec().recoverWith(HANDLER));
		add("TaskSpec.leakAfter(Duration)", plain, (s) -> s.spec().leakAfter(HOUR));
		add("TaskSpec.restart(RestartPolicy)", plain, (s) -> s.spec().restart(RESTART));
		add("TaskSpec.longRunning()", plain, (s) -> s.spec().longRunning());
		add("TaskSpec.onPlatformThread()", plain, (s) -> s.spec().onPlatformThread());
		add("TaskSpec.launch(TaskBody)", plain, (s) -> s.spec().launch(NOTHING));
		add("TaskSpec.launch(TaskBody)", "with a timeout", timed, (s) -> s.spec().launch(NOTHING));
		add("TaskSpec.launch(TaskBody)", "on a platform thread", platform, (s) -> s.spec().launch(NOTHING));
		add("TaskSpec.launch(TaskBody)", "that is restarted", restarted, (s) -> s.spec().launch(PANIC));
		add("TaskSpec.launch(TaskBody)", "with an age of its own", (s) -> s.spec(s.corral.task(NAME).leakAfter(HOUR)),
				(s) -> s.spec().launch(NOTHING));
		add("TaskSpec.call(Callable)", timed, (s) -> s.spec().call(VALUE));
		add("TaskSpec.tryLaunch(TaskBody)", timed, (s) -> s.spec().tryLaunch(NOTHING));
		add("TaskSpec.tryCall(Callable)", plain, (s) -> s.spec().tryCall(VALUE));
	}

	// What a call returns is kept by its subject
	@SuppressWarnings("FutureReturnValueIgnored")
	private void task() {
		add("Task.id()", Subject::parkedTask, (s) -> s.task().id());
		add("Task.name()", Subject::parkedTask, (s) -> s.task().name());
		add("Task.status()", Subject::parkedTask, (s) -> s.task().status());
		add("Task.outcome()", Subject::doneTask, (s) -> s.task().outcome());
		add("Task.join()", "of a task that ends", Subject::shortTask, (s) -> s.task().join());
		add("Task.join()", "of a failed task", Subject::failedTask, (s) -> s.task().join(), CompletionException.class);
		add("Task.cancel(String)", Subject::parkedTask, (s) -> s.task().cancel(NAME));
		add("Task.awaitSettled(Duration)", "of a task that ends", Subject::shortTask,
				(s) -> s.task().awaitSettled(HOUR));
		add("Task.awaitSettled(Duration)", "in vain", Subject::parkedTask, (s) -> s.task().awaitSettled(MICROSECOND));
		add("Task.toCompletableFuture()", Subject::parkedTask, (s) -> s.task().toCompletableFuture());
		add("Task.toCompletableFuture()", "of a failed task", Subject::failedTask,
				(s) -> s.task().toCompletableFuture());
		add("Task.cancel(boolean)", "with an interrupt", Subject::parkedTask, (s) -> s.task().cancel(true));
		add("Task.cancel(boolean)", "without an interrupt", Subject::parkedTask, (s) -> s.task().cancel(false));
		add("Task.get()", "of a task that ends", Subject::shortTask, (s) -> s.task().get());
		add("Task.get()", "of a failed task", Subject::failedTask, (s) -> s.task().get(), ExecutionException.class);
		add("Task.get(long,TimeUnit)", "in vain", Subject::parkedTask, (s) -> s.task().get(1, TimeUnit.MICROSECONDS),
				TimeoutException.class);
		add("Task.isDone()", Subject::parkedTask, (s) -> s.task().isDone());
		add("Task.isCancelled()", Subject::parkedTask, (s) -> s.task().isCancelled());
		add("Task.resultNow()", Subject::doneTask, (s) -> s.task().resultNow());
		add("Task.exceptionNow()", Subject::failedTask, (s) -> s.task().exceptionNow());
		add("Task.state()", Subject::doneTask, (s) -> s.task().state());
	}

	private void context() {
		add("TaskContext.current()", "", (s) -> {
		}, (s) -> TaskContext.current(), IllegalStateException.class);
		add("TaskContext.id()", Subject::runningTask, (s) -> s.context().id());
		add("TaskContext.name()", Subject::runningTask, (s) -> s.context().name());
		add("TaskContext.attempt()", Subject::runningTask, (s) -> s.context().attempt());
		add("TaskContext.isCancelled()", Subject::runningTask, (s) -> s.context().isCancelled());
		add("TaskContext.checkCancelled()", "", Subject::runningTask, (s) -> {
			s.context().checkCancelled();
			return null;
		});
		add("TaskContext.checkCancelled()", "of a cancelled task", Subject::cancelledTask, (s) -> {
			s.context().checkCancelled();
			return null;
		}, CancellationException.class);
		add("TaskContext.cause()", Subject::cancelledTask, (s) -> s.context().cause());
		add("TaskContext.deadline()", Subject::runningTask, (s) -> s.context().deadline());
		add("TaskContext.remaining()", Subject::runningTask, (s) -> s.context().remaining());
		add("TaskContext.onCancel(Runnable)", "", Subject::runningTask, (s) -> s.context().onCancel(RUNNABLE));
		add("TaskContext.onCancel(Runnable)", "of a cancelled task", Subject::cancelledTask,
				(s) -> s.context().onCancel(RUNNABLE));
		add("TaskContext.scope()", Subject::runningTask, (s) -> s.context().scope().isCancelled());
	}

	private void scope() {
		Call.Preparation timed = (s) -> s.scope(TIMED);
		add("CancellationScope.launch(String,TaskBody)", "", timed, (s) -> s.scope().launch(NAME, NOTHING));
		add("CancellationScope.launch(String,TaskBody)", "above the limit", (s) -> {
			s.scope(LIMITED);
			s.scope().launch("first", NOTHING);
		}, (s) -> s.scope().launch(NAME, NOTHING));
		add("CancellationScope.launch(String,TaskBody)", "when cancelled", Subject::cancelledScope,
				(s) -> s.scope().launch(NAME, NOTHING));
		add("CancellationScope.call(String,Callable)", timed, (s) -> s.scope().call(NAME, VALUE));
		add("CancellationScope.task(String)", timed, (s) -> s.scope().task(NAME));
		add("CancellationScope.openScope(String)", timed, (s) -> s.scope().openScope(NAME));
		add("CancellationScope.openScope(String,ScopeConfig)", timed, (s) -> s.scope().openScope(NAME, TIMED));
		add("CancellationScope.asExecutorService(String)", timed, (s) -> s.scope().asExecutorService(NAME));
		add("CancellationScope.join()", "of tasks that end", Subject::scopeWithShortTasks, (s) -> {
			s.scope().join();
			return null;
		});
		add("CancellationScope.join()", "when cancelled", Subject::cancelledScope, (s) -> {
			s.scope().join();
			return null;
		}, CancellationException.class);
		add("CancellationScope.cancel(String)", Subject::scopeWithScopes, (s) -> s.scope().cancel(NAME));
		add("CancellationScope.isCancelled()", timed, (s) -> s.scope().isCancelled());
		add("CancellationScope.cause()", Subject::cancelledScope, (s) -> s.scope().cause());
		add("CancellationScope.deadline()", timed, (s) -> s.scope().deadline());
		add("CancellationScope.remaining()", timed, (s) -> s.scope().remaining());
		add("CancellationScope.onCancel(Runnable)", "", timed, (s) -> s.scope().onCancel(RUNNABLE));
		add("CancellationScope.onCancel(Runnable)", "when cancelled", Subject::cancelledScope,
				(s) -> s.scope().onCancel(RUNNABLE));
		add("CancellationScope.close()", "", timed, (s) -> {
			s.scope().close();
			return null;
		});
		add("CancellationScope.close()", "of live tasks and scopes", Subject::scopeWithScopes, (s) -> {
			s.scope().close();
			return null;
		});
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void executor() {
		add("ExecutorService.execute(Runnable)", Subject::executor, (s) -> {
			s.executorService().execute(RUNNABLE);
			return null;
		});
		add("ExecutorService.submit(Runnable)", Subject::executor, (s) -> s.executorService().submit(RUNNABLE));
		add("ExecutorService.submit(Runnable,Object)", Subject::executor,
				(s) -> s.executorService().submit(RUNNABLE, NAME));
		add("ExecutorService.submit(Callable)", Subject::executor, (s) -> s.executorService().submit(VALUE));
		add("ExecutorService.invokeAll(Collection)", Subject::executor, (s) -> s.executorService().invokeAll(TWO));
		add("ExecutorService.invokeAll(Collection,long,TimeUnit)", Subject::executor,
				(s) -> s.executorService().invokeAll(TWO, 1, TimeUnit.HOURS));
		add("ExecutorService.invokeAny(Collection)", Subject::executor, (s) -> s.executorService().invokeAny(TWO));
		add("ExecutorService.invokeAny(Collection,long,TimeUnit)", Subject::executor,
				(s) -> s.executorService().invokeAny(TWO, 1, TimeUnit.HOURS));
		add("ExecutorService.shutdown()", Subject::executorWithTasks, (s) -> {
			s.executorService().shutdown();
			return null;
		});
		add("ExecutorService.shutdownNow()", Subject::executorWithTasks, (s) -> s.executorService().shutdownNow());
		add("ExecutorService.isShutdown()", Subject::executor, (s) -> s.executorService().isShutdown());
		add("ExecutorService.isTerminated()", Subject::executorThatEnds, (s) -> s.executorService().isTerminated());
		add("ExecutorService.awaitTermination(long,TimeUnit)", "of one that ends", Subject::executorThatEnds,
				(s) -> s.executorService().awaitTermination(1, TimeUnit.HOURS));
		add("ExecutorService.awaitTermination(long,TimeUnit)", "in vain", Subject::executorWithTasks,
				(s) -> s.executorService().awaitTermination(1, TimeUnit.MICROSECONDS));
		add("ExecutorService.close()", Subject::executorWithShortTask, (s) -> {
			s.executorService().close();
			return null;
		});
	}

	private void readers() {
		add("TaskDumps.write(TaskFilter,long,Appendable)", Subject::dumps, (s) -> {
			s.corralDumps().write(ALL, 10, NOWHERE);
			return null;
		});
		add("TaskDumps.groups(TaskFilter,Grouping)", Subject::dumps,
				(s) -> s.corralDumps().groups(ALL, Grouping.EXACT));
		add("TaskDumps.writeGrouped(TaskFilter,Grouping,long,Appendable)", Subject::dumps, (s) -> {
			s.corralDumps().writeGrouped(ALL, Grouping.SAMPLED, 10, NOWHERE);
			return null;
		});
		add("TaskDumps.profile(TaskFilter,ProfileStack)", Subject::dumps,
				(s) -> s.corralDumps().profile(ALL, ProfileStack.THREAD));
		add("TaskDumps.log()", Subject::dumps, (s) -> {
			s.corralDumps().log();
			return null;
		});
		add("TaskDumps.sample(long,int,Duration)", Subject::dumps,
				(s) -> s.corralDumps().sample(s.task().id(), 2, MICROSECOND));
		add("TaskCursor.next()", Subject::cursor, (s) -> s.taskCursor().next());
		add("TaskCursor.close()", Subject::cursor, (s) -> {
			s.taskCursor().close();
			return null;
		});
		Call.Act unregister = (s) -> s.registration().unregister();
		add("Registration.unregister()", "of a task", (s) -> {
			s.runningTask();
			s.registration(s.context().onCancel(RUNNABLE));
		}, unregister);
		add("Registration.unregister()", "of a scope", (s) -> {
			s.scope(TIMED);
			s.registration(s.scope().onCancel(RUNNABLE));
		}, unregister);
		add("Registration.close()", (s) -> {
			s.runningTask();
			s.registration(s.context().onCancel(RUNNABLE));
		}, (s) -> {
			s.registration().close();
			return null;
		});
		add("Registration.unregister()", "of a recorder",
				(s) -> s.registration(s.corral.monitor().recordDurations(RECORDER)), unregister);
		add("Registration.unregister()", "of a listener to names",
				(s) -> s.registration(s.corral.monitor().onName(NAMES)), unregister);
	}

	/** Keeps nothing. */
	private static final class Nowhere implements Appendable {

		@Override
		public Appendable append(CharSequence text) {
			return this;
		}

		@Override
		public Appendable append(CharSequence text, int start, int end) {
			return this;
		}

		@Override
		public Appendable append(char character) {
			return this;
		}

	}

}
