package dev.corral;

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

/**
 * Every class of the engine, to be initialised before the first launch: a class whose
 * initialiser meets a stack overflow or an exhausted heap can never be used again.
 */
final class EngineClasses {

	private static final List<String> OWN = List.of("Admission", "CallbackExecutor", "CallbackFrames", "Callbacks",
			"CallerWaits", "CancellationScope", "CarrierWatch", "Carriers", "Cause", "Check", "Chunk", "Closing",
			"ConfigDraft", "ContextCarrier", "Corral", "CorralParts", "Environment", "LiveTasks", "ProofRecords",
			"ScopeHost", "SlotReturn", "TaskHost", "SweptDeadline", "ScopeSnapshots", "TaskMatcher", "LaunchSpec",
			"CorralConfig", "CorralDumps", "Counter", "Counters", "CurrentTask", "DeadlineHeap", "Deadlines",
			"Deadlocks", "Dumps", "DurationRecorder", "Endings", "EngineClasses", "Evidence", "ExecutorView", "Extras",
			"FilteredCursor", "Frames", "Glob", "HeldBack", "HelperThread", "Holding", "Interrupts", "Invocations",
			"Lane", "LaneWatch", "LastOrigin", "Launch", "LaunchClock", "LaunchSiteMode", "LaunchSites", "LaunchText",
			"Launcher", "LaunchingScope", "LeakAges", "LeakCounter", "LeakKind", "LeakLine", "LeakLog", "Leaks",
			"Limiter", "Limits", "LineBudget", "Listeners", "LogLine", "NameBook", "NearLimit", "OldChunks", "OnFull",
			"OpenedScope", "OpenedScopes", "Origin", "Outcome", "OwnWait", "PaddedLock", "PanicText", "Panics",
			"Patience", "Permits", "Place", "Plural", "Proofs", "Quietly", "Recent", "RecoveryHandler", "Registration",
			"Registry", "RegistryEntry", "RegistryRecord", "Rehearsal", "RestartPolicy", "Restarts", "RootScope",
			"RunningContext", "Scope", "ScopeClosing", "ScopeConfig", "ScopeEnding", "ScopeGrace", "ScopeMembers",
			"ScopeOpening", "ScopeTasks", "Scopes", "Shutdown", "Sights", "Slots", "Snapshots", "SpinLock",
			"StackReserve", "Stragglers", "Stripe", "StripesCursor", "SupervisedTask", "Sweep", "Tally", "Task",
			"TaskBody", "TaskCompleter", "TaskContext", "TaskCursor", "TaskFilter", "TaskFuture", "TaskHandle",
			"TaskLauncher", "TaskListener", "TaskOptions", "TaskOwner", "TaskRecord", "TaskRunner", "TaskSettings",
			"TaskSpec", "TaskState", "TaskTimeoutException", "Timed", "TimedEntry", "Tombstone", "Waiters", "Watch",
			"Watcher", "dump.FrameLines", "dump.Group", "dump.GroupCollector", "dump.GroupKey", "dump.GroupedTextDump",
			"dump.Grouping", "dump.Profile", "dump.ProfileCollector", "dump.ProfileKey", "dump.ProfileSample",
			"dump.ProfileStack", "dump.ProfileWriter", "dump.ProtoMessage", "dump.ScopesTextDump", "dump.SharedFrames",
			"dump.TextDump", "dump.Words", "event.TaskEvent", "leak.LockCycles", "leak.Suspicion", "snapshot.Counts",
			"snapshot.LaunchSite", "snapshot.LeakCounts", "snapshot.LeakReason", "snapshot.LeakVerdict",
			"snapshot.Lineage", "snapshot.Panic", "snapshot.Printable", "snapshot.RecentLeak", "snapshot.RecentPanic",
			"snapshot.ScopeSnapshot", "snapshot.ScopeTree", "snapshot.StackSample", "snapshot.TaskGroup",
			"snapshot.TaskGroups", "snapshot.TaskSnapshot", "snapshot.TaskStatus", "snapshot.ThreadSnapshot",
			"time.Backend", "time.JsonReader", "time.LockWait", "time.LockWaits", "time.SystemBackend",
			"time.ThreadCollection", "time.ThreadDump");

	/** What the engine uses of the JDK and a small program has not used before. */
	private static final List<Class<?>> FOREIGN = List.of(CancellationException.class, CompletableFuture.class,
			CompletionException.class, ConcurrentLinkedQueue.class, ConcurrentSkipListMap.class,
			ConcurrentSkipListSet.class, RejectedExecutionException.class, ThreadLocalRandom.class,
			AtomicLongArray.class, LongAdder.class);

	static {
		for (String name : OWN) {
			initialise(EngineClasses.class.getPackageName() + '.' + name);
		}
		FOREIGN.forEach((type) -> initialise(type.getName()));
	}

	private EngineClasses() {
	}

	/** Returns when all of them are initialised; cheap after the first call. */
	static void initialise() {
		// The static initialiser does it
	}

	static List<String> names() {
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
