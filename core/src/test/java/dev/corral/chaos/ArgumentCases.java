package dev.corral.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSpec;
import dev.corral.monitor.TaskStatus;

/** Extreme arguments work, and invalid ones are rejected without side effects. */
final class ArgumentCases {

	private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

	private ArgumentCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(new ChaosCase("argument/null-everywhere", ArgumentCases::nulls),
				new ChaosCase("argument/durations-out-of-range", ArgumentCases::badDurations),
				new ChaosCase("argument/longest-timeouts", ArgumentCases::longestTimeouts),
				new ChaosCase("argument/shortest-timeouts", ArgumentCases::shortestTimeouts),
				new ChaosCase("argument/ids-that-nobody-has", ArgumentCases::unknownIds),
				new ChaosCase("argument/reasons-of-every-kind", ArgumentCases::reasons),
				new ChaosCase("argument/hostile-body-and-value", ArgumentCases::hostileObjects));
	}

	@SuppressWarnings("NullAway")
	private static void nulls(Chaos chaos) {
		Corral corral = chaos.open();
		TaskSpec spec = corral.task("x");
		try (CancellationScope scope = corral.openScope("scope")) {
			Stream
				.<Runnable>of(() -> corral.launch("x", null), () -> corral.call("x", null), () -> spec.launch(null),
						() -> spec.call(null), () -> spec.tryLaunch(null), () -> refuse(spec.timeout(null)),
						() -> refuse(spec.recoverWith(null)), () -> refuse(spec.leakAfter(null)),
						() -> refuse(spec.restart(null)), () -> corral.openScope("x", null),
						() -> corral.monitor().recordDurations(null), () -> corral.monitor().onName(null),
						() -> scope.launch("x", null), () -> scope.onCancel(null), () -> scope.cancel(null),
						() -> corral.limits(null), () -> corral.monitor().count(null))
				.forEach(ArgumentCases::mustRefuse);
			Task<?> task = scope.launch("x", chaos::park);
			mustRefuse(() -> task.cancel((String) null));
			mustRefuse(() -> corral.monitor().cancel(task.id(), null));
		}
	}

	private static void badDurations(Chaos chaos) {
		TaskSpec spec = chaos.open().task("x");
		Stream.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)).forEach((bad) -> {
			mustRefuse(() -> refuse(spec.timeout(bad)));
			mustRefuse(() -> refuse(spec.leakAfter(bad)));
			mustRefuse(() -> refuse(ScopeConfig.failFast().timeout(bad)));
		});
		mustRefuse(() -> refuse(ScopeConfig.failFast().limit(0)));
		mustRefuse(() -> refuse(ScopeConfig.failFast().limit(Integer.MIN_VALUE)));
	}

	private static void longestTimeouts(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		Task<?> task = chaos.running(corral.task("x").timeout(LONGEST).leakAfter(LONGEST), chaos::park);
		CancellationScope scope = corral.openScope("x",
				ScopeConfig.failFast().timeout(LONGEST).limit(Integer.MAX_VALUE));
		Task<?> child = chaos.running(scope.task("x").timeout(Duration.ofNanos(Long.MAX_VALUE)), chaos::park);
		chaos.othersGoOn();
		chaos.release();
		if (!task.awaitSettled(LONGEST) || !child.awaitSettled(Duration.ofNanos(Long.MAX_VALUE))) {
			throw new AssertionError("a released task does not settle: " + task.status() + ", " + child.status());
		}
		task.get(Long.MAX_VALUE, TimeUnit.DAYS);
		scope.join();
		scope.close();
	}

	private static void shortestTimeouts(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		Task<?> task = corral.task("x").timeout(Duration.ofNanos(1)).launch(chaos::park);
		Await.until(() -> "the task times out, it is " + task.status(), () -> task.status() == TaskStatus.TIMED_OUT);
		try (CancellationScope scope = corral.openScope("x", ScopeConfig.failFast().timeout(Duration.ofNanos(1)))) {
			Await.until("the scope times out", scope::isCancelled);
			Task<?> late = scope.launch("late", chaos::park);
			Await.until("a launch into it is done", late::isDone);
		}
	}

	private static void unknownIds(Chaos chaos) {
		Corral corral = chaos.open();
		for (long id : new long[] { 0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32 }) {
			if (corral.monitor().cancel(id, "nobody") || corral.monitor().cancelScope(id, "nobody").isPresent()
					|| corral.monitor().find(id).isPresent()) {
				throw new AssertionError("there is a task or scope " + id);
			}
		}
	}

	private static void reasons(Chaos chaos) throws Exception {
		Corral corral = chaos.open();
		for (String reason : new String[] { "", "\n\r\u0000\u001b[2J", "{}%s${x}", "\uD83D", "x".repeat(10 << 20) }) {
			Task<?> task = chaos.running("x", chaos::park);
			corral.monitor().cancel(task.id(), reason);
			Await.until("the task settles", () -> task.status() == TaskStatus.CANCELLED);
			try {
				task.join();
				throw new AssertionError("a cancelled task is joined");
			}
			catch (CancellationException ex) {
				// Expected
			}
			CancellationScope scope = corral.openScope("x");
			scope.launch("x", chaos::park);
			scope.cancel(reason);
			scope.close();
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static void hostileObjects(Chaos chaos) throws Exception {
		Corral corral = chaos.open((config) -> config.withRecoveryHandlers(List.of(new HostileObject())));
		HostileObject hostile = new HostileObject();
		Task<HostileObject> task = corral.call("value", () -> hostile);
		if (task.join() != hostile) {
			throw new AssertionError("the value is another");
		}
		corral.call("null", () -> null).join();
		Task<?> panicking = corral.launch("panic", hostile);
		Await.until("the task settles", () -> panicking.status() == TaskStatus.PANICKED);
		Task<?> own = corral.task("own").recoverWith(hostile).launch(hostile);
		Await.until("the task settles", () -> own.status() == TaskStatus.PANICKED);
		if (task.toString().isEmpty()) {
			throw new AssertionError("the handle has no text");
		}
	}

	private static void refuse(Object made) {
		throw new AssertionError("accepted and made " + made.getClass());
	}

	private static void mustRefuse(Runnable call) {
		@Nullable RuntimeException refused = null;
		try {
			call.run();
		}
		catch (IllegalArgumentException | NullPointerException ex) {
			refused = ex;
		}
		if (refused == null) {
			throw new AssertionError("a bad argument was accepted");
		}
	}

}
