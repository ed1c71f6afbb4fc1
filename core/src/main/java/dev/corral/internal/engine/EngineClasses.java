package dev.corral.internal.engine;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.MDC;

/**
 * Every class of the engine, to be initialised before the first launch: a class whose
 * initialiser meets a stack overflow or an exhausted heap can never be used again.
 */
public final class EngineClasses {

	private static final List<String> OWN = List.of("CallbackList", "CancellationScope", "ConfigValues",
			"ContextCarrier", "Corral", "CorralConfig", "LateValueBody", "LateValueHandler", "LaunchSiteMode", "Limits",
			"OnFull", "Outcome", "RecoveryHandler", "RestartPolicy", "ScopeConfig", "Task", "TaskBody", "TaskContext",
			"TaskLauncher", "TaskListener", "TaskSettings", "TaskSpec", "TaskTimeoutException", "dump.DumpText",
			"dump.GroupedTextDump", "dump.Grouping", "dump.Profile", "dump.ProfileStack", "dump.ScopesTextDump",
			"dump.TaskDumps", "dump.TextDump", "event.TaskEvent", "internal.attempt.AttemptDeadline",
			"internal.attempt.Attempts", "internal.callback.CallbackExecutor", "internal.callback.Callbacks",
			"internal.callback.CleanThread", "internal.callback.CollectedLines", "internal.callback.FailureLines",
			"internal.callback.HandlerLine", "internal.callback.Lane", "internal.callback.LaneLeader",
			"internal.callback.LaneWatch", "internal.callback.LaunchMdc", "internal.callback.Listeners",
			"internal.callback.LogLine", "internal.callback.LogTopic", "internal.callback.NamedCall",
			"internal.callback.RecentList", "internal.callback.Shutdown", "internal.callback.StormKind",
			"internal.callback.StormLimit", "internal.callback.ThrowableCopy", "internal.callback.Waiters",
			"internal.context.CallbackContext", "internal.context.ContextPropagation", "internal.context.LateValue",
			"internal.context.WrappedBody", "internal.engine.Admission", "internal.engine.AwaitedTasks",
			"internal.engine.CorralParts", "internal.engine.DefaultCorral", "internal.engine.DefaultMonitor",
			"internal.engine.EngineClasses", "internal.engine.ExecutorCommand", "internal.engine.ExecutorView",
			"internal.engine.IdSet", "internal.engine.Invocations", "internal.engine.LaterCloser",
			"internal.engine.LaunchSites", "internal.engine.LaunchSpec", "internal.engine.Launcher",
			"internal.engine.LiveNames", "internal.engine.RunBody", "internal.engine.ShutdownSequence",
			"internal.engine.SlotRequests", "internal.engine.UntracedRejection", "internal.engine.WarmUp",
			"internal.failure.Cause", "internal.failure.CauseChain", "internal.failure.ExpectedTypes",
			"internal.failure.FailureKind", "internal.failure.InterruptExceptions", "internal.failure.JoinFailures",
			"internal.failure.PanicOutcome", "internal.future.DependentFuture", "internal.future.FutureCompletion",
			"internal.future.FutureThreads", "internal.leak.CarrierWatch", "internal.leak.Deadlocks",
			"internal.leak.LeakAges", "internal.leak.LeakLine", "internal.leak.LeakLineSchedule", "internal.leak.Leaks",
			"internal.leak.NearLimit", "internal.leak.Stragglers", "internal.leak.Suspects", "internal.leak.Watcher",
			"internal.limit.HeldSlots", "internal.limit.Limiter", "internal.limit.Restarts", "internal.limit.Slots",
			"internal.platform.Backend", "internal.platform.Environment", "internal.platform.Guarded",
			"internal.platform.HelperThread", "internal.platform.JsonReader", "internal.platform.LockWait",
			"internal.platform.LockWaits", "internal.platform.MemoryRetry", "internal.platform.PaddedLock",
			"internal.platform.SpinLock", "internal.platform.StackReader", "internal.platform.StackReserve",
			"internal.platform.SystemBackend", "internal.platform.ThreadCollection", "internal.platform.ThreadDump",
			"internal.proof.LastSeenStacks", "internal.proof.ProofRecords", "internal.proof.Proofs",
			"internal.registry.CachedOrigin", "internal.registry.CachedOrigins", "internal.registry.Chunk",
			"internal.registry.Counters", "internal.registry.LaunchClock", "internal.registry.LaunchOrigin",
			"internal.registry.LaunchText", "internal.registry.LeakCounter", "internal.registry.NameStats",
			"internal.registry.OldChunks", "internal.registry.Registry", "internal.registry.RegistryEntry",
			"internal.registry.RegistryRecord", "internal.registry.Saturation", "internal.registry.SlotPool",
			"internal.registry.Stripe", "internal.registry.StripeCounters", "internal.registry.StripePosition",
			"internal.registry.StripesCursor", "internal.registry.TaskEnd", "internal.registry.Tombstone",
			"internal.render.CollectedProfile", "internal.render.FilteredCursor", "internal.render.Group",
			"internal.render.GroupCollector", "internal.render.GroupKey", "internal.render.LiveDumps",
			"internal.render.LiveTasks", "internal.render.ProfileWriter", "internal.render.ProtoMessage",
			"internal.restart.AttemptTimeouts", "internal.restart.RestartLoop", "internal.restart.RetryDecision",
			"internal.restart.TimedAttempt", "internal.scope.LateTasks", "internal.scope.Scope",
			"internal.scope.ScopeHost", "internal.scope.ScopeLifecycle", "internal.scope.ScopeMembers",
			"internal.scope.ScopeNode", "internal.scope.ScopeTasks", "internal.scope.ScopeUpkeep",
			"internal.scope.Scopes", "internal.task.CurrentTask", "internal.task.Interrupts", "internal.task.Joins",
			"internal.task.OpenedScope", "internal.task.OpenedScopes", "internal.task.OutcomeDecider",
			"internal.task.Panics", "internal.task.RareTaskState", "internal.task.RunningContext",
			"internal.task.Snapshots", "internal.task.SupervisedTask", "internal.task.TaskCompleter",
			"internal.task.TaskEngine", "internal.task.TaskFuture", "internal.task.TaskHandle",
			"internal.task.TaskHost", "internal.task.TaskOptions", "internal.task.TaskOwner",
			"internal.task.TaskRecord", "internal.task.TaskReporter", "internal.task.TaskRunner",
			"internal.task.TaskState", "internal.timer.DeadlineHeap", "internal.timer.Deadlines",
			"internal.timer.Expirable", "internal.timer.ExpirableEntry", "internal.util.Check", "internal.util.Counter",
			"internal.util.Durations", "internal.util.Frames", "internal.util.Glob", "internal.util.LinkedElements",
			"internal.util.PanicText", "internal.util.Plural", "internal.util.SafeRead", "internal.util.TimeoutText",
			"internal.util.TokenBucket", "internal.util.TypeText", "internal.util.VarHandles",
			"internal.watch.LeakEvidence", "internal.watch.LeakState", "internal.watch.Suspicion", "monitor.Counts",
			"monitor.DurationRecorder", "monitor.LaunchSite", "monitor.LeakCounts", "monitor.LeakReason",
			"monitor.LeakVerdict", "monitor.Lineage", "monitor.Panic", "monitor.Printable", "monitor.RecentLeak",
			"monitor.RecentPanic", "monitor.Registration", "monitor.ScopeSnapshot", "monitor.ScopeTree",
			"monitor.StackSample", "monitor.TaskCursor", "monitor.TaskFilter", "monitor.TaskGroup",
			"monitor.TaskGroups", "monitor.TaskMonitor", "monitor.TaskSnapshot", "monitor.TaskStatus",
			"monitor.ThreadSnapshot");

	/** What the engine uses of others and a small program has not used before. */
	private static final List<Class<?>> FOREIGN = List.of(CancellationException.class, CompletableFuture.class,
			CompletionException.class, ConcurrentLinkedQueue.class, ConcurrentSkipListMap.class,
			ConcurrentSkipListSet.class, RejectedExecutionException.class, ThreadLocalRandom.class,
			AtomicLongArray.class, LongAdder.class, MDC.class);

	static {
		for (String name : OWN) {
			initialise("dev.corral." + name);
		}
		FOREIGN.forEach((type) -> initialise(type.getName()));
	}

	private EngineClasses() {
	}

	/** Returns when all of them are initialised; cheap after the first call. */
	public static void initialise() {
		// The static initialiser does it
	}

	public static List<String> names() {
		return OWN;
	}

	// Anonymous classes, and those that the compiler makes for a switch
	private static void initialiseUnnamed(String name) {
		int number = 1;
		try {
			while (true) {
				Class.forName(name + '$' + number, true, EngineClasses.class.getClassLoader());
				number++;
			}
		}
		catch (ClassNotFoundException ex) {
			// There is none of this number
		}
	}

	private static void initialise(String name) {
		try {
			Class<?> type = Class.forName(name, true, EngineClasses.class.getClassLoader());
			for (Class<?> nested : type.getDeclaredClasses()) {
				initialise(nested.getName());
			}
			initialiseUnnamed(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("a class of the engine is missing: " + name, ex);
		}
	}

}
