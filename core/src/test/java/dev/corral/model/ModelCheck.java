package dev.corral.model;

import java.util.Arrays;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jetbrains.lincheck.util.LoggingLevel;

import dev.corral.CorralConfig;
import dev.corral.RestartPolicy;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.Lane;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.context.ContextPropagation;
import dev.corral.internal.engine.LaunchSites;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.limit.Restarts;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.timer.DeadlineHeap;
import dev.corral.monitor.Printable;

/**
 * How hard the model checks try: by default a few seconds each. More scenarios are tried
 * with {@code -Dcorral.lincheck.iterations=200}, more interleavings of each with
 * {@code -Dcorral.lincheck.invocations=5000}.
 */
public final class ModelCheck {

	private ModelCheck() {
	}

	// No operation before the race: what happens once would be over
	public static ModelCheckingOptions options(int iterations, int invocations) {
		return new ModelCheckingOptions().logLevel(LoggingLevel.ERROR)
			.actorsBefore(0)
			.actorsAfter(0)
			.iterations(Integer.getInteger("corral.lincheck.iterations", iterations))
			.invocationsPerIteration(Integer.getInteger("corral.lincheck.invocations", invocations));
	}

	// What operations return is not compared: the model checks its own rules
	public static ModelCheckingOptions ofRules(int iterations, int invocations) {
		return options(iterations, invocations).verifier(EpsilonVerifier.class);
	}

	// Races on real threads, which see what the memory model allows
	public static StressOptions stress(int iterations, int invocations) {
		return new StressOptions().actorsBefore(0)
			.actorsAfter(0)
			.iterations(iterations)
			.invocationsPerIteration(invocations);
	}

	// Rules of one task of a whole launcher: what reports and what is checked by a model
	// of its own is one step
	public static ModelCheckingOptions ofLauncher(int invocations) {
		return ofRules(0, invocations).addGuarantee(inOneStep(Panics.class, Listeners.class, Guarded.class,
				LogLine.class, Printable.class, LaunchSites.class, Snapshots.class, CorralConfig.class,
				TaskOptions.class, RestartPolicy.class, Restarts.class, ContextPropagation.class, NameStats.class,
				DeadlineHeap.class, Shutdown.class, Registry.class, StackReserve.class, Lane.class, LaneWatch.class,
				CallbackExecutor.class, HelperThread.class, Cause.class));
	}

	// What these do is one step for the checker
	public static ManagedStrategyGuarantee inOneStep(Class<?>... types) {
		String[] names = Arrays.stream(types).map(Class::getName).toArray(String[]::new);
		return ManagedStrategyGuaranteeKt.forClasses(names).allMethods().ignore();
	}

}
