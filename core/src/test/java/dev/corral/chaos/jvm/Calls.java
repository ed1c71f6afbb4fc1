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
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskMonitor;

/** Every call of the public API, and the arguments that the calls share. */
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

	static final ScopeConfig LIMITED = ScopeConfig.supervise().limit(1);

	static final DurationRecorder RECORDER = (name, outcome, nanos) -> {
	};

	static final Consumer<String> NAMES = Calls::ignore;

	static final TaskFilter ALL = TaskFilter.all();

	static final String NAME = "exhausted";

	/** The types whose every public method must be called. */
	private static final Map<String, Class<?>> TYPES = Map.of("Corral", Corral.class, "TaskSpec", TaskSpec.class,
			"Task", Task.class, "TaskContext", TaskContext.class, "CancellationScope", CancellationScope.class,
			"ExecutorService", ExecutorService.class, "TaskDumps", TaskDumps.class, "TaskMonitor", TaskMonitor.class,
			"Registration", Registration.class, "TaskCursor", TaskCursor.class);

	private Calls() {
	}

	static List<Call> all() {
		CallList calls = new CallList();
		LauncherCalls.addTo(calls);
		TaskCalls.addTo(calls);
		ScopeCalls.addTo(calls);
		ExecutorCalls.addTo(calls);
		ReaderCalls.addTo(calls);
		return calls.calls();
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

	private static void ignore(String name) {
		// Only has to be called
	}

}
