package dev.corral.internal.callback;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Deaf;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** Every line of which there may be one for each task or failure has a limit. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StormLinesTests {

	/** Five more than are logged in full. */
	private static final int MANY = 25;

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration DAY = Duration.ofDays(1);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final RestartPolicy PATIENT = RestartPolicy.forever().fixedDelay(Duration.ofDays(10_000));

	private final LogOfCorral log = new LogOfCorral();

	private final CountDownLatch release = new CountDownLatch(1);

	/** Tasks whose exception blocks the thread that reads it. */
	private final CountDownLatch blocked = new CountDownLatch(MANY);

	private final CountDownLatch never = new CountDownLatch(1);

	private final Engine engine = new Engine((config) -> config.withCancelGrace(GRACE));

	@AfterEach
	void nothingIsLeft() {
		this.release.countDown();
		this.engine.close();
		this.log.close();
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

	private List<Task<?>> running(TaskSpec spec, TaskBody body) throws InterruptedException {
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			tasks.add(this.engine.running(spec, body));
		}
		return tasks;
	}

	private static List<Task<?>> cancelAll(List<Task<?>> tasks) {
		tasks.forEach((task) -> task.cancel("enough"));
		return tasks;
	}

	// Their lines are written, or counted, before they settle
	private static void awaitAll(List<Task<?>> tasks) throws InterruptedException {
		for (Task<?> task : tasks) {
			assertThat(task.awaitSettled(DAY)).isTrue();
		}
	}

	private List<String> lines(Level level, String part) {
		return this.log.messages(level).stream().filter((line) -> line.contains(part)).toList();
	}

	// Says what was logged when the time of the test is over
	private void until(BooleanSupplier condition) {
		Engine.until(() -> {
			if (Thread.currentThread().isInterrupted()) {
				throw new AssertionError("not logged in time: " + this.log.messages(Level.ERROR)
						+ this.log.messages(Level.WARN) + this.log.messages(Level.INFO));
			}
			return condition.getAsBoolean();
		});
	}

	// When all of them are written or counted
	private void assertLimited(Level level, String part, String counted) {
		String count = counted + " 5 times more within ";
		until(() -> lines(level, part).size() >= StormLimit.MAX_IN_FULL);
		until(() -> {
			this.engine.time.advanceWithoutWaiting(LIMIT);
			return !lines(level, count).isEmpty();
		});
		assertThat(lines(level, part)).hasSize(StormLimit.MAX_IN_FULL);
		assertThat(lines(level, count)).singleElement()
			.asString()
			.startsWith(count)
			.endsWith("; 20 were logged in full");
	}

	@Test
	void timeouts() throws Exception {
		List<Task<?>> tasks = running(this.engine.corral.task("slow").timeout(LIMIT), this.never::await);
		this.engine.time.advance(LIMIT);
		awaitAll(tasks);
		assertLimited(Level.INFO, "\"slow\" timed out after 10 s", "Tasks named \"slow\" timed out");
	}

	@Test
	void timeoutsOfScopes() throws Exception {
		List<CancellationScope> scopes = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			CancellationScope scope = this.engine.corral.openScope("page", ScopeConfig.supervise().timeout(LIMIT));
			this.engine.running(scope.task("part"), this.never::await);
			scopes.add(scope);
		}
		this.engine.time.advance(LIMIT);
		try {
			assertLimited(Level.INFO, "Scope root/page timed out after 10 s", "Scope root/page timed out");
		}
		finally {
			scopes.forEach(CancellationScope::close);
		}
	}

	@Test
	void restarts() throws Exception {
		for (Task<?> task : running(this.engine.corral.task("feed").restart(PATIENT), StormLinesTests::fail)) {
			until(() -> task.status() == TaskStatus.BACKING_OFF);
			this.engine.time.untilParked(Objects.requireNonNull(((SupervisedTask<?>) task).thread));
		}
		assertLimited(Level.INFO, "\"feed\" waits for ", "Tasks named \"feed\" waited for another attempt");
		assertThat(lines(Level.WARN, "\"feed\" panicked after")).hasSize(StormLimit.MAX_IN_FULL);
		assertThat(lines(Level.WARN, "Tasks named \"feed\" panicked 5 times more")).hasSize(1);
		assertThat(this.log.messages(Level.ERROR)).isEmpty();
	}

	@Test
	void endsJudgedByTheFlag() throws Exception {
		awaitAll(cancelAll(running(this.engine.corral.task("restores"), () -> {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				fail();
			}
		})));
		assertLimited(Level.INFO, "judging by the flag, with java.lang.IllegalStateException: planted at ",
				"Tasks named \"restores\" ended after their interrupt, judging by the flag,");
	}

	@Test
	void attemptsThatDoNotEnd() throws Exception {
		running(this.engine.corral.task("poll").longRunning().restart(PATIENT.attemptTimeout(LIMIT)),
				this.engine::hold);
		this.engine.time.advance(LIMIT);
		this.engine.time.advance(GRACE);
		assertLimited(Level.ERROR, "\"poll\" gave up after 0 restarts",
				"Tasks named \"poll\" gave up on attempts that did not end");
		assertThat(this.engine.corral.counts().gaveUp()).isEqualTo(MANY);
	}

	@Test
	void tasksThatGiveUpOnTheFailuresOfOthers() throws Exception {
		awaitAll(running(this.engine.corral.task("propagates").restart(PATIENT.retryIf((panic) -> false)),
				() -> this.engine.corral.launch("fails", StormLinesTests::fail).join()));
		assertLimited(Level.ERROR, "\"propagates\" gave up after 0 restarts",
				"Tasks named \"propagates\" gave up on the failures of others");
	}

	@Test
	void tasksThatGiveUp() throws Exception {
		awaitAll(running(this.engine.corral.task("feed").restart(PATIENT.retryIf((panic) -> false)),
				StormLinesTests::fail));
		assertLimited(Level.ERROR, "\"feed\" panicked and gave up after 0 restarts",
				"Tasks named \"feed\" panicked and gave up");
	}

	@Test
	void retryPredicates() throws Exception {
		awaitAll(running(this.engine.corral.task("feed").restart(PATIENT.retryIf((panic) -> {
			throw new IllegalStateException("of the predicate");
		})), StormLinesTests::fail));
		assertLimited(Level.ERROR, ": retry predicate ",
				"Retry predicate " + StormLinesTests.class.getName() + " (lambda) failed");
	}

	@Test
	void recoveryHandlers() throws Exception {
		awaitAll(running(this.engine.corral.task("feed").recoverWith((panic) -> fail()), StormLinesTests::fail));
		assertLimited(Level.ERROR, ": recovery handler ",
				"Recovery handler " + StormLinesTests.class.getName() + " (lambda) failed");
	}

	@Test
	void handlersOfLateValues() throws Exception {
		List<Task<?>> tasks = new ArrayList<>();
		CountDownLatch begun = new CountDownLatch(MANY);
		for (int i = 0; i < MANY; i++) {
			tasks.add(this.engine.corral.task("connect").call(() -> {
				begun.countDown();
				this.engine.hold();
				return "value";
			}, StormLinesTests::refuse));
		}
		begun.await();
		cancelAll(tasks);
		this.engine.release.countDown();
		awaitAll(tasks);
		this.engine.time.awaitQuiet();
		assertLimited(Level.ERROR, ": late-value handler ",
				"Late-value handler " + StormLinesTests.class.getName() + " (lambda) failed");
	}

	private static void refuse(String value) throws IOException {
		throw new IOException(value);
	}

	@Test
	void callbacks() throws Exception {
		for (int i = 0; i < MANY; i++) {
			Parts.of(this.engine.corral).callbacks().execute(StormLinesTests::fail);
		}
		this.engine.time.awaitQuiet();
		assertLimited(Level.ERROR, "Uncaught exception in ", "Callbacks failed");
	}

	@Test
	@SuppressWarnings("MustBeClosedChecker")
	void scopesLeftOpen() throws Exception {
		awaitAll(running(this.engine.corral.task("careless"), () -> this.engine.corral.openScope("open")));
		assertLimited(Level.WARN, "\"careless\" left scope root/open open",
				"Tasks named \"careless\" left scopes open");
	}

	@Test
	void cancelsById() throws Exception {
		for (Task<?> task : running(this.engine.corral.task("polite"), this.never::await)) {
			assertThat(this.engine.corral.monitor().cancel(task.id(), "enough")).isTrue();
		}
		assertLimited(Level.INFO, " was cancelled by its id: enough",
				"Tasks named \"polite\" were cancelled by their ids");
	}

	@Test
	void suspicionsThatEnd() throws Exception {
		CountDownLatch on = new CountDownLatch(1);
		CountDownLatch moved = new CountDownLatch(MANY);
		running(this.engine.corral.task("stuck"), () -> {
			on.await();
			moved.countDown();
			this.never.await();
		});
		this.engine.time.advance(Duration.ofMinutes(11));
		assertThat(this.engine.corral.counts().leaked()).isEqualTo(MANY);
		on.countDown();
		moved.await();
		this.engine.time.advance(LIMIT);
		assertThat(this.engine.corral.counts().leaked()).isZero();
		assertLimited(Level.INFO, "\"stuck\" has moved on", "Tasks named \"stuck\" moved on");
	}

	@Test
	void reportsThatFail() throws Exception {
		Task<?> task = this.engine.running("quick", StormLinesTests::nothing);
		for (int i = 0; i < MANY; i++) {
			Parts.of(this.engine.corral)
				.panics()
				.logFailure((SupervisedTask<?>) task, new IllegalStateException("planted"));
		}
		assertLimited(Level.ERROR, "\"quick\" could not report how it ended",
				"Tasks named \"quick\" could not report how they ended");
	}

	private static void nothing() {
	}

	@Test
	void linesThatAreNotWrittenInTime() throws Exception {
		running(this.engine.corral.task("hostile"), () -> {
			throw new Blocking();
		});
		this.blocked.await();
		this.engine.time.advance(LIMIT);
		assertLimited(Level.ERROR, "of which a method or a log appender has not returned",
				"Tasks named \"hostile\" panicked");
		assertThat(lines(Level.ERROR, "Blocking at a place that was not read in time; ")).hasSize(1);
		this.release.countDown();
	}

	@Test
	void closeWritesWhatWasCounted() throws Exception {
		awaitAll(running(this.engine.corral.task("feed"), StormLinesTests::fail));
		this.engine.corral.close();
		until(() -> !lines(Level.ERROR, "Tasks named \"feed\" panicked 5 times more within ").isEmpty());
		assertThat(this.log.messages(Level.ERROR)).hasSize(StormLimit.MAX_IN_FULL + 1);
	}

	// Deaf to a close, which leaves its task behind
	private static TaskBody failingLate(CountDownLatch until) {
		return () -> {
			Deaf.await(until);
			Thread.interrupted();
			fail();
		};
	}

	private void closeAndLeaveThem() throws InterruptedException {
		Thread closer = Thread.ofPlatform().start(this.engine.corral::close);
		this.engine.time.untilParked(closer);
		this.engine.time.advance(GRACE);
		closer.join();
	}

	@Test
	void panicsAfterTheCloseAreCountedWhenTheLastTaskHasLeft() throws Exception {
		List<Task<?>> left = running(this.engine.corral.task("deaf"), failingLate(this.release));
		closeAndLeaveThem();
		this.release.countDown();
		awaitAll(left);
		until(() -> !lines(Level.ERROR, "Tasks named \"deaf\" panicked 5 times more within ").isEmpty());
		assertThat(lines(Level.ERROR, "\"deaf\" panicked late after")).hasSize(StormLimit.MAX_IN_FULL);
	}

	@Test
	void panicsAfterTheCloseAreCountedAMinuteLaterWhileATaskIsLeft() throws Exception {
		CountDownLatch later = new CountDownLatch(1);
		List<Task<?>> left = running(this.engine.corral.task("deaf"), failingLate(this.release));
		this.engine.running("deaf", failingLate(later));
		this.engine.running("stays", this.engine::hold);
		closeAndLeaveThem();
		this.release.countDown();
		awaitAll(left);
		this.engine.time.awaitQuiet();
		assertThat(lines(Level.ERROR, " times more within ")).isEmpty();
		this.engine.time.advance(Duration.ofMinutes(1));
		later.countDown();
		until(() -> !lines(Level.ERROR, "Tasks named \"deaf\" panicked 6 times more within 1 min ").isEmpty());
		assertThat(lines(Level.ERROR, "\"deaf\" panicked late after")).hasSize(StormLimit.MAX_IN_FULL);
	}

	@Test
	void notesTakeNoLineFromFailures() {
		CallbackExecutor callbacks = Parts.of(this.engine.corral).callbacks();
		for (int i = 0; i < 2 * StormLimit.MAX_KINDS; i++) {
			boolean inFull = callbacks.tryAcquireLine(
					StormKind.ofTasks(LogTopic.TIMEOUT, org.slf4j.event.Level.INFO, "name " + i, "timed out"));
			assertThat(inFull).isEqualTo(i < StormLimit.MAX_IN_FULL_TOGETHER);
		}
		assertThat(callbacks
			.tryAcquireLine(StormKind.ofTasks(LogTopic.PANIC, org.slf4j.event.Level.ERROR, "name", "panicked")))
			.isTrue();
	}

	private void awaitRelease() {
		Deaf.await(this.release);
	}

	/** Its message comes late. */
	@SuppressWarnings("serial")
	private final class Blocking extends RuntimeException {

		@Override
		public String getMessage() {
			StormLinesTests.this.blocked.countDown();
			awaitRelease();
			return "late";
		}

	}

}
