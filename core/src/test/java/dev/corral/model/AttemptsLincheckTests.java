package dev.corral.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.CorralConfig;
import dev.corral.LaunchSiteMode;
import dev.corral.Outcome;
import dev.corral.RestartPolicy;
import dev.corral.event.TaskEvent;
import dev.corral.internal.attempt.AttemptDeadline;
import dev.corral.internal.attempt.Attempts;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.registry.Stripe;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.task.TaskState;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskStatus;

/**
 * The timeouts of attempts, their interrupts, and attempts that do not end race with the
 * attempts of one task of a real launcher, with a cancel and with the task's own timeout.
 * Whoever wins: an interrupt of an attempt reaches no other and no callback, there is one
 * outcome and one settling, and every slot and deadline is given back.
 */
@Tag("model")
public class AttemptsLincheckTests {

	private static final long TIMEOUT = Duration.ofHours(1).toNanos();

	private static final long LIMIT = Duration.ofSeconds(1).toNanos();

	private static final long GRACE = Duration.ofSeconds(5).toNanos();

	private final StillBackend backend = new StillBackend(this::interrupted);

	private final CorralParts parts;

	private final SupervisedTask<String> task;

	/** The stripe of the task. */
	private final Stripe stripe;

	/** How many panics the body has left. */
	private int panics;

	private boolean ran;

	/** The attempt after which callbacks have run. */
	private int handled;

	private int attempts;

	/** The attempt that the interrupting thread has in hand, 0 for the task itself. */
	private int meant;

	private int interrupts;

	private int gaveUp;

	private int settled;

	private @Nullable String broken;

	public AttemptsLincheckTests() {
		CorralConfig config = CorralConfig.defaults()
			.withMaxLive(1)
			.withLaunchSite(LaunchSiteMode.CACHED)
			.withCancelGrace(Duration.ofNanos(GRACE))
			.withDefaultTimeout(Duration.ofNanos(TIMEOUT))
			.withRecoveryHandlers(List.of(this::recover))
			.withListeners(List.of(this::listen));
		this.parts = new CorralParts(config, this.backend);
		CurrentTask.closed(this.parts.registry());
		this.parts.listeners().recordInto(this::record);
		TaskOptions options = TaskOptions.DEFAULTS.withRestart(RestartPolicy.onPanic(1, Duration.ofDays(1))
			.withoutJitter()
			.retryIf(this::isRetried)
			.attemptTimeout(Duration.ofNanos(LIMIT)));
		this.task = this.parts.launcher().launch(null, "task", (Callable<String>) this::body, options);
		this.stripe = Arrays.stream(this.parts.registry().stripes()).filter(this::holdsTask).findFirst().orElseThrow();
	}

	private boolean holdsTask(Stripe candidate) {
		return new StripePosition(candidate, this.task.id() - 1, true).take(this.task.id()) != null;
	}

	private void require(boolean holds, String otherwise) {
		if (!holds && this.broken == null) {
			this.broken = otherwise;
		}
	}

	private String body() {
		this.attempts++;
		if (this.panics > 0) {
			this.panics--;
			throw new IllegalStateException("panic");
		}
		return "value";
	}

	private boolean isRetried(Throwable panic) {
		this.handled = this.task.attempt();
		return true;
	}

	private void recover(Panic panic) {
		this.handled = this.task.attempt();
	}

	private void listen(TaskEvent event) {
		switch (event) {
			case TaskEvent.GaveUp last -> this.gaveUp++;
			case TaskEvent.Panicked panicked -> this.handled = this.task.attempt();
			case TaskEvent.Ended ended -> this.handled = Integer.MAX_VALUE;
			default -> {
			}
		}
	}

	private void record(String name, TaskStatus outcome, long nanos) {
		this.settled++;
	}

	private void interrupted() {
		this.interrupts++;
		int current = this.task.attempt();
		require(current > this.handled, "an interrupt of a callback after attempt " + current);
		require(this.meant == 0 || this.meant == current,
				"the interrupt of attempt " + this.meant + " reached attempt " + current);
		require(this.meant != 0 || this.task.isDone(), "the interrupt of a task without an outcome");
	}

	private Counts counts() {
		return this.stripe.read(this.task.counters);
	}

	private @Nullable AttemptDeadline deadline() {
		Attempts known = this.task.attemptsIfAny();
		return (known != null) ? known.deadline() : null;
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

	// The deadline thread
	@Operation
	public void expireAttempt() {
		AttemptDeadline current = deadline();
		if (current != null) {
			this.backend.advance(LIMIT);
			current.expire();
		}
	}

	@Operation
	public void endGraceOfAttempt() {
		AttemptDeadline current = deadline();
		if (current != null) {
			this.backend.advance(GRACE);
			current.expire();
		}
	}

	// The lane of the interrupts, which may come late
	@Operation
	public void deliverAttemptInterrupt() {
		int number = this.task.attempt();
		AttemptDeadline current = deadline();
		if (current != null && number == this.task.attempt()) {
			this.meant = number;
			this.parts.interrupts().interrupt(this.task, current);
		}
	}

	@Operation
	public void deliverInterrupt() {
		if (this.task.interruptedAt() != 0) {
			this.meant = 0;
			this.parts.interrupts().interrupt(this.task);
		}
	}

	@Operation
	public void cancel() {
		this.task.cancel("cancel");
	}

	@Operation(runOnce = true)
	public void timeOut() {
		this.backend.advance(TIMEOUT);
		this.task.expire();
	}

	@Validate
	public void everythingIsInOrder() {
		this.backend.runDaemons("corral-callbacks");
		this.backend.runDaemons("corral-events");
		Outcome<?> outcome = this.task.decided();
		boolean gone = this.task.phase() == TaskState.GONE;
		int left = gone ? 0 : 1;
		require(gone == (this.ran || outcome != null), "not gone, with outcome " + outcome);
		require(this.settled == 1 - left, "settled " + this.settled + " times");
		require(this.interrupts <= 1 + this.attempts, this.interrupts + " interrupts");
		require(this.parts.admission().all().taken() == left, "slots");
		require(holdsTask(this.stripe) == !gone, "registry");
		require(!gone || this.parts.deadlines().size() == 0, "a deadline of a settled task");
		Counts counts = counts();
		require(counts.settled() == 1 - left && counts.live() == 0 && counts.ending() == 0, "live: " + counts);
		boolean last = outcome instanceof Outcome.Panicked
				|| (outcome instanceof Outcome.TimedOut<?> timeout && timeout.limit().toNanos() == LIMIT);
		require(counts.gaveUp() == (last ? 1 : 0), "gave up: " + counts + " with " + outcome);
		require(counts.gaveUp() == this.gaveUp, "reported " + this.gaveUp + " times: " + counts);
		require(this.attempts <= 1 + counts.restarted(), this.attempts + " attempts: " + counts);
		if (this.broken != null) {
			throw new IllegalStateException(this.broken);
		}
	}

	@Test
	void timeoutAndInterruptAgainstTheBody() throws Exception {
		ModelCheckingOptions options = ModelCheck.ofLauncher(120);
		for (String run : List.of("run", "runWithPanics")) {
			options.addCustomScenario(race(List.of(run), List.of("expireAttempt", "deliverAttemptInterrupt")));
			options.addCustomScenario(race(List.of(run), List.of("expireAttempt", "expireAttempt"),
					List.of("deliverAttemptInterrupt", "deliverAttemptInterrupt")));
		}
		options.check(AttemptsLincheckTests.class);
	}

	@Test
	void attemptThatDoesNotEndAgainstTheBody() throws Exception {
		ModelCheckingOptions options = ModelCheck.ofLauncher(120);
		for (String run : List.of("run", "runWithPanics")) {
			options.addCustomScenario(race(List.of(run), List.of("expireAttempt", "endGraceOfAttempt")));
			options.addCustomScenario(race(List.of(run),
					List.of("expireAttempt", "deliverAttemptInterrupt", "endGraceOfAttempt", "deliverInterrupt")));
			options.addCustomScenario(race(List.of(run), List.of("expireAttempt", "endGraceOfAttempt"),
					List.of("deliverAttemptInterrupt", "deliverInterrupt")));
		}
		options.check(AttemptsLincheckTests.class);
	}

	@Test
	void endOfTheTaskAgainstTheEndOfAnAttempt() throws Exception {
		ModelCheckingOptions options = ModelCheck.ofLauncher(120);
		for (String ending : List.of("cancel", "timeOut")) {
			options.addCustomScenario(race(List.of("run"), List.of("expireAttempt", "endGraceOfAttempt"),
					List.of(ending, "deliverInterrupt")));
			options.addCustomScenario(race(List.of("runWithPanics"), List.of("expireAttempt", ending),
					List.of("deliverAttemptInterrupt", "deliverInterrupt")));
		}
		options.check(AttemptsLincheckTests.class);
	}

	@SafeVarargs
	@SuppressWarnings("varargs")
	private static ExecutionScenario race(List<String>... threads) throws NoSuchMethodException {
		return Scenario.of(AttemptsLincheckTests.class, "everythingIsInOrder", threads);
	}

}
