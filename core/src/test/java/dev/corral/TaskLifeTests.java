package dev.corral;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.monitor.Counts;
import dev.corral.monitor.Panic;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.internal.simulation.FakeBackend;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskLifeTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final List<Panic> panics = new CopyOnWriteArrayList<>();

	private final CountDownLatch never = new CountDownLatch(1);

	private final Corral corral = Corral.create(CorralConfig.defaults()
		.withMaxLive(4)
		.withShutdownTimeout(Duration.ZERO)
		.withRecoveryHandlers(List.of(this.panics::add)));

	@AfterEach
	void nothingIsLeftBehind() {
		this.never.countDown();
		this.corral.close();
		CorralParts parts = Parts.of(this.corral);
		assertThat(parts.admission().all().taken()).isZero();
		assertThat(this.corral.monitor().count(TaskFilter.all())).isZero();
		assertThat(parts.deadlines().size()).isZero();
		Counts counts = this.corral.counts();
		assertThat(counts.launched()).isEqualTo(counts.settled());
		assertThat(counts.live()).isZero();
		assertThat(counts.queued()).isZero();
		assertThat(counts.ending()).isZero();
	}

	@Test
	void callGivesTheValueToItsCaller() throws Exception {
		Task<String> task = this.corral.call("greet", () -> "hello");
		assertThat(task.join()).isEqualTo("hello");
		assertThat(task.get()).isEqualTo("hello");
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
		assertThat(this.corral.monitor().countsByName()).containsOnlyKeys("greet");
		assertThat(this.corral.counts().succeeded()).isEqualTo(1);
	}

	@Test
	void panicIsReportedOnceWithItsLaunchSiteAndThrownByJoin() throws Exception {
		Task<?> task = this.corral.launch("explode", () -> {
			throw new StackOverflowError("planted");
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(StackOverflowError.class);
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(this.panics).singleElement().satisfies((panic) -> {
			assertThat(panic.launchSite().className()).isEqualTo(TaskLifeTests.class.getName());
			assertThat(panic.late()).isFalse();
		});
		assertThat(this.corral.counts().panicked()).isEqualTo(1);
	}

	@Test
	void handlerThatThrowsHurtsNobody() throws Exception {
		Task<?> task = this.corral.task("explode").recoverWith((panic) -> {
			throw new AssertionError("hostile handler");
		}).launch(() -> {
			throw new IllegalStateException("planted");
		});
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		assertThat(this.panics).isEmpty();
	}

	@Test
	void timeoutFreesTheCallerWhenTheBodyIgnoresInterruption() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		Task<?> task = this.corral.task("stubborn").timeout(Duration.ofMillis(5)).launch(() -> {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				this.never.await();
			}
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(TaskTimeoutException.class);
		interrupted.await();
		assertThat(task.status()).isEqualTo(TaskStatus.ENDING);
		this.never.countDown();
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT);
		assertThat(this.panics).isEmpty();
	}

	@Test
	void lateThrowableIsReportedOnlyWhenItIsNoAnswerToTheInterrupt() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = this.corral.launch("late", () -> {
			begun.countDown();
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("broke while it ended");
			}
		});
		begun.await();
		assertThat(task.cancel("enough")).isTrue();
		assertThat(task.cancel("again")).isFalse();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(task::join).withMessage("enough");
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.panics).singleElement().satisfies((panic) -> assertThat(panic.late()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(classes = { InterruptedException.class, CancellationException.class, ClosedByInterruptException.class,
			InterruptedIOException.class })
	void whatEndsQuietlyAfterACancelIsNoPanicHoweverDeepItStands(Class<? extends Exception> type) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = this.corral.launch("lets-go", () -> {
			begun.countDown();
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Exception deep = type.getDeclaredConstructor().newInstance();
				throw new IllegalStateException("outer", new IllegalArgumentException("between", deep));
			}
		});
		begun.await();
		task.cancel("enough");
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(this.panics).isEmpty();
		assertThat(this.corral.counts().panicked()).isZero();
	}

	@Test
	void cancellationExceptionBeforeACancelIsAPanic() throws Exception {
		Task<?> task = this.corral.launch("odd", () -> {
			throw new CancellationException("nobody asked");
		});
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
	}

	@Test
	void taskIsQueuedUntilItsBodyBeginsAndCancelledThereItSettlesAtOnce() {
		FakeBackend time = new FakeBackend();
		CountDownLatch carriers = new CountDownLatch(1);
		time.faults().holdTaskThreads(carriers);
		try (Corral queueing = DefaultCorral.create(CorralConfig.defaults(), time)) {
			AtomicReference<@Nullable Duration> recorded = new AtomicReference<>();
			queueing.monitor().recordDurations((name, outcome, nanos) -> recorded.set(Duration.ofNanos(nanos)));
			Task<?> task = queueing.launch("queued", this.never::await);
			assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
			assertThat(queueing.counts()).matches((counts) -> counts.queued() == 1 && counts.live() == 0);
			assertThat(task.cancel("enough")).isTrue();
			assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
			assertThat(Parts.of(queueing).admission().all().taken()).isZero();
			Engine.until(() -> Duration.ZERO.equals(recorded.get()));
			carriers.countDown();
		}
	}

	@Test
	void cancelByIdIsLoggedWithItsReason() throws Exception {
		Task<?> task = this.corral.launch("waits", this.never::await);
		try (LogOfCorral log = new LogOfCorral()) {
			assertThat(this.corral.monitor().cancel(task.id(), "actuator\n")).isTrue();
			assertThat(this.corral.monitor().cancel(task.id(), "again")).isFalse();
			Engine.until(() -> !log.messages(Level.INFO).isEmpty());
			assertThat(log.messages(Level.INFO)).filteredOn((line) -> line.contains("by its id"))
				.singleElement()
				.asString()
				.contains("\"waits\"", "actuator\\n");
		}
		assertThat(task.awaitSettled(LONG)).isTrue();
	}

	@Test
	void cancelWithoutInterruptLeavesTheBodyAlone() throws Exception {
		Task<?> task = this.corral.launch("left-alone", this.never::await);
		assertThat(task.cancel(false)).isTrue();
		this.never.countDown();
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.panics).isEmpty();
	}

	@Test
	void interruptedExceptionBeforeACancelIsAPanic() throws Exception {
		Task<?> task = this.corral.launch("odd", () -> {
			throw new InterruptedException("nobody asked");
		});
		assertThat(task.awaitSettled(LONG)).isTrue();
		assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
	}

	@Test
	void launchAboveTheLimitIsRejectedAndSettlingGivesTheSlotBack() throws Exception {
		List<Task<?>> tasks = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 4; i++) {
			tasks.add(this.corral.launch("wait", this.never::await));
		}
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.corral.launch("one-more", this.never::await))
			.withMessageContainingAll("4 tasks are live", "limit is 4", "corral.max-live");
		assertThat(this.corral.counts().rejected()).isEqualTo(1);
		this.never.countDown();
		for (Task<?> task : tasks) {
			assertThat(task.awaitSettled(LONG)).isTrue();
		}
		this.corral.call("fits-again", () -> 1).join();
	}

	@Test
	void closeCancelsWhatRunsAndRefusesWhatComes() {
		Task<?> task = this.corral.launch("wait", this.never::await);
		this.corral.close();
		assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.corral.launch("too-late", this.never::await))
			.withMessageContaining("closed");
	}

	@Test
	void badArgumentsAreNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.corral.launch(" ", this.never::await))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.corral.task("x").timeout(Duration.ofSeconds(-1)))
			.withMessageContainingAll("'timeout'", "PT-1S");
		assertThatIllegalArgumentException().isThrownBy(() -> CorralConfig.defaults().withMaxLive(-1))
			.withMessageContainingAll("'maxLive'", "-1");
	}

	@Test
	void hugeAndHostileNamesAreCutAndEscaped() throws Exception {
		Task<?> task = this.corral.launch("\u001b[31m\n" + "x".repeat(10_000), () -> {
		});
		assertThat(task.name()).hasSize(256);
		assertThat(task.toString()).doesNotContain("\n").contains("\\u001b[31m\\n");
		assertThat(task.awaitSettled(LONG)).isTrue();
	}

}
