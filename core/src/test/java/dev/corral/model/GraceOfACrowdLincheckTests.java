package dev.corral.model;

import java.time.Duration;
import java.util.List;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.LaunchSiteMode;
import dev.corral.ScopeConfig;
import dev.corral.TaskBody;
import dev.corral.internal.callback.CallbackExecutor;
import dev.corral.internal.callback.FailureLines;
import dev.corral.internal.callback.Lane;
import dev.corral.internal.callback.LaneWatch;
import dev.corral.internal.callback.Listeners;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.failure.Cause;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.platform.HelperThread;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Panics;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.timer.DeadlineHeap;
import dev.corral.monitor.Printable;

/**
 * One deadline stands for the grace of many tasks of a scope. The scope is left by its
 * closer while a task goes on, ends or is looked at: the deadline stays for as long as
 * one of them lives, and no longer.
 */
@Tag("model")
public class GraceOfACrowdLincheckTests {

	private final StillBackend backend = new StillBackend(() -> {
	});

	private final CorralParts parts;

	private final Scope scope;

	private final SupervisedTask<?> task;

	public GraceOfACrowdLincheckTests() {
		CorralConfig config = CorralConfig.defaults()
			.withLaunchSite(LaunchSiteMode.CACHED)
			.withCancelGrace(Duration.ofSeconds(5));
		this.parts = new CorralParts(config, this.backend);
		CurrentTask.closed(this.parts.registry());
		this.scope = Scope.open(this.parts, "scope", ScopeConfig.supervise(), null);
		this.task = this.parts.launcher().launch(this.scope, "deaf", (TaskBody) () -> {
		}, TaskOptions.DEFAULTS);
		this.task.tryBegin();
		Cause cause = Cause.cancelled("planted", this.backend.nanoTime());
		this.scope.tryEnd(cause);
		this.parts.decider().decideBy(this.task, cause);
		this.parts.decider().request(this.task, cause.at());
		this.parts.scopeLifecycle().watchGrace(this.scope, cause);
	}

	@Operation(runOnce = true)
	public void leave() {
		this.scope.members().close();
		this.parts.scopeLifecycle().leave(this.scope);
	}

	@Operation(runOnce = true)
	public void end() {
		this.task.tryUnwind();
		this.parts.completer().complete(this.task, null, false, Guarded::nothing);
	}

	@Validate
	public void deadlineStandsForTheTask() {
		int expected = this.task.isGone() ? 0 : 1;
		int deadlines = this.parts.deadlines().size();
		if (deadlines != expected && !(this.task.isGone() && !this.scope.isOver())) {
			throw new IllegalStateException(deadlines + " deadlines, " + this.task);
		}
	}

	@Test
	void closerThatLeavesTakesNoDeadlineOfALiveTask() throws Exception {
		ModelCheck.ofRules(0, 1000)
			.addCustomScenario(Scenario.of(GraceOfACrowdLincheckTests.class, "deadlineStandsForTheTask",
					List.of("leave"), List.of("end")))
			.addCustomScenario(Scenario.of(GraceOfACrowdLincheckTests.class, "deadlineStandsForTheTask",
					List.of("leave"), List.of()))
			.addGuarantee(ModelCheck.inOneStep(Panics.class, Listeners.class, FailureLines.class, Guarded.class,
					LogLine.class, Printable.class, StackReserve.class, Lane.class, LaneWatch.class,
					CallbackExecutor.class, HelperThread.class, DeadlineHeap.class, Registry.class, NameStats.class))
			.check(GraceOfACrowdLincheckTests.class);
	}

}
