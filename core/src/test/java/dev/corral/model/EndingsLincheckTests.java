package dev.corral.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.LaunchSiteMode;
import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.event.TaskEvent;
import dev.corral.internal.callback.FailureLines;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeMembers;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;

/**
 * Completion, panics with restarts, cancels, a timeout and the end of a scope race for
 * one task of a real launcher. Whoever wins: one outcome, at most one interrupt and none
 * outside the body, one settling, every slot given back, balanced counters.
 */
@Tag("model")
public class EndingsLincheckTests {

	private static final long TIMEOUT = 1_000_000_000;

	private final EndingRules rules = new EndingRules();

	private final StillBackend backend = new StillBackend(this::interrupted);

	private final CorralParts parts;

	private final Scope scope;

	private final SupervisedTask<String> task;

	/** The stripe of the task. */
	private final Stripe stripe;

	/** How many panics the body has left. */
	private int panics;

	private boolean ran;

	public EndingsLincheckTests() {
		CorralConfig config = CorralConfig.defaults()
			.withMaxLive(1)
			.withLaunchSite(LaunchSiteMode.CACHED)
			.withDefaultTimeout(Duration.ofNanos(TIMEOUT))
			.withRecoveryHandlers(List.of(this::recover))
			.withListeners(List.of(this::listen));
		this.parts = new CorralParts(config, this.backend);
		CurrentTask.closed(this.parts.registry());
		this.parts.listeners().recordInto(this::record);
		this.scope = Scope.open(this.parts, "scope", ScopeConfig.supervise().limit(1), null);
		TaskOptions options = TaskOptions.DEFAULTS
			.withRestart(RestartPolicy.onPanic(1, Duration.ofDays(1)).withoutJitter());
		this.task = this.parts.launcher().launch(this.scope, "task", (Callable<String>) this::body, options);
		this.stripe = Arrays.stream(this.parts.registry().stripes()).filter(this::holdsTask).findFirst().orElseThrow();
	}

	private boolean holdsTask(Stripe candidate) {
		return new StripePosition(candidate, this.task.id() - 1, true).take(this.task.id()) != null;
	}

	private String body() {
		this.rules.bodyBegins();
		boolean panic = this.panics > 0;
		this.panics--;
		if (panic) {
			throw new IllegalStateException("panic");
		}
		return "value";
	}

	private void recover(Panic panic) {
		this.rules.handlerBegins();
	}

	private void listen(TaskEvent event) {
		if (event instanceof TaskEvent.Ended) {
			this.rules.ended();
		}
		else if (event instanceof TaskEvent.Restarting) {
			this.rules.handlerEnds();
		}
	}

	private void record(String name, TaskStatus outcome, long nanos) {
		this.rules.settled();
	}

	private void interrupted() {
		this.rules.interrupted(this.task.isDone());
	}

	// Of its stripe alone: to read all of them costs more than the race. Not by the
	// registry, whose methods are one step: in that it could not wait for the lock
	private Counts counts() {
		return this.stripe.read(this.task.counters);
	}

	private void run(int panicsFirst) {
		this.panics = panicsFirst;
		this.ran = true;
		this.backend.runBy(Thread.currentThread());
		this.task.run();
	}

	@Operation(runOnce = true)
	public void run() {
		run(0);
	}

	@Operation(runOnce = true)
	public void runWithPanics() {
		run(1);
	}

	@Operation
	public void cancel() {
		if (this.task.cancel("cancel")) {
			this.rules.won("cancel");
			requireInterruptAsked();
		}
	}

	private void requireInterruptAsked() {
		this.rules.require(this.task.interruptedAt() != 0 || this.task.isOver(),
				"a cancel that asked for no interrupt");
	}

	@Operation
	public void cancelWithoutInterrupt() {
		if (this.task.cancel(false)) {
			this.rules.won("cancelled by its handle");
		}
	}

	@Operation(runOnce = true)
	public void timeOut() {
		this.backend.advance(TIMEOUT);
		this.task.expire();
	}

	@Operation(runOnce = true)
	public void cancelScope() {
		this.scope.cancel("scope");
	}

	@Operation
	public void cancelAndAwait() throws InterruptedException {
		if (this.task.cancel("await")) {
			this.rules.won("await");
			requireInterruptAsked();
		}
		this.task.awaitGone();
		this.rules.require(this.parts.admission().all().taken() == 0, "a slot was taken when the task was gone");
	}

	// What the lane of the interrupts does when it reaches the task
	@Operation
	public void deliverInterrupt() {
		if (this.task.interruptedAt() != 0) {
			this.parts.interrupts().interrupt(this.task);
		}
	}

	@Operation(runOnce = true)
	public void closeScope() {
		this.scope.close();
	}

	@Operation
	public void readCounters() {
		Counts counts = counts();
		this.rules.require(counts.live() >= 0 && counts.queued() >= 0 && counts.ending() >= 0, "below zero: " + counts);
		this.rules.require(counts.live() + counts.queued() + counts.settled() == 1, "no balance: " + counts);
	}

	@Validate
	public void everythingIsInOrder() {
		this.backend.runDaemons("corral-callbacks");
		Outcome<?> outcome = this.task.decided();
		boolean gone = this.task.phase() == TaskState.GONE;
		int left = gone ? 0 : 1;
		Limiter limit = this.scope.limiter();
		this.rules.require(this.parts.admission().all().taken() == left,
				this.parts.admission().all().taken() + " slots taken");
		this.rules.require(limit != null && limit.taken() == left, "slots of the scope");
		this.rules.require(this.scope.members().size() == left, "members of the scope");
		this.rules.require(holdsTask(this.stripe) == !gone, "registry");
		this.rules.require(!gone || this.parts.deadlines().size() == 0, "a deadline of a settled task");
		Counts counts = counts();
		long failed = (outcome instanceof Outcome.Panicked) ? 1 : 0;
		long outcomes = counts.succeeded() + counts.timedOut() + counts.cancelled() + failed;
		this.rules.require(outcomes == 1 - left && counts.settled() == 1 - left, "outcomes: " + counts);
		this.rules.require(counts.live() == 0 && counts.ending() == 0 && counts.queued() == left, "live: " + counts);
		this.rules.atTheEnd(outcome, this.ran, gone);
	}

	@Test
	void everyEndingAgainstTheBody() throws Exception {
		ModelCheckingOptions options = options();
		for (String ending : List.of("cancel", "cancelWithoutInterrupt", "timeOut", "cancelScope", "cancelAndAwait")) {
			options.addCustomScenario(race("run", ending));
			options.addCustomScenario(race("runWithPanics", ending));
		}
		options.check(EndingsLincheckTests.class);
	}

	@Test
	void twoEndingsAgainstTheBody() throws Exception {
		ModelCheckingOptions options = options();
		options.addCustomScenario(race("run", "cancel", "timeOut"));
		options.addCustomScenario(race("run", "cancelAndAwait", "readCounters"));
		options.addCustomScenario(race("runWithPanics", "cancel", "cancelScope"));
		options.addCustomScenario(race("runWithPanics", "timeOut", "cancelWithoutInterrupt"));
		options.addCustomScenario(race("run", "cancelWithoutInterrupt", "closeScope"));
		options.check(EndingsLincheckTests.class);
	}

	@Test
	void interruptsAgainstTheBody() throws Exception {
		ModelCheckingOptions options = options();
		for (String ending : List.of("cancel", "timeOut", "cancelScope", "closeScope")) {
			options.addCustomScenario(race("run", List.of(ending, "deliverInterrupt")));
			options.addCustomScenario(race("runWithPanics", List.of(ending, "deliverInterrupt")));
		}
		options.addCustomScenario(race("run", List.of("cancelWithoutInterrupt", "closeScope", "deliverInterrupt")));
		options.check(EndingsLincheckTests.class);
	}

	private static ModelCheckingOptions options() {
		return ModelCheck.ofLauncher(120)
			.addGuarantee(ModelCheck.inOneStep(FailureLines.class, ScopeMembers.class, EndingRules.class));
	}

	private static ExecutionScenario race(String first, List<String> others) throws NoSuchMethodException {
		return Scenario.of(EndingsLincheckTests.class, "everythingIsInOrder", List.of(first), others);
	}

	// Each operation on a thread of its own
	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static ExecutionScenario race(String... operations) throws NoSuchMethodException {
		List[] threads = Arrays.stream(operations).map(List::of).toArray(List[]::new);
		return Scenario.of(EndingsLincheckTests.class, "everythingIsInOrder", (List<String>[]) threads);
	}

}
