package dev.corral;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.event.TaskEvent;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Engine;
import dev.corral.testing.LogLevels;
import dev.corral.testing.LogOfCorral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Failures that a task declares: its joiners and its scope get them; no panic is
 * reported.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpectedFailureTests {

	private final LogLevels levels = new LogLevels(Level.DEBUG);

	private final LogOfCorral log = new LogOfCorral();

	private final Engine engine = new Engine((config) -> config
		.withTaskSettings(Map.of("configured", TaskSettings.none().withExpected(List.of(ArithmeticException.class)))));

	@AfterEach
	void close() {
		this.engine.close();
		this.log.close();
		this.levels.close();
	}

	@Test
	void expectedFailureIsAnOutcomeOfItsOwn() throws Exception {
		Task<?> task = this.engine.corral.task("looks-up").expects(IOException.class).launch(this::fail);
		assertEnd(task, TaskStatus.FAILED);
		assertThat(task.outcome()).get()
			.isInstanceOfSatisfying(Outcome.Failed.class,
					(failed) -> assertThat(failed.cause()).isInstanceOf(FileNotFoundException.class));
		assertThat(task.state()).isEqualTo(Future.State.FAILED);
		assertThat(task.exceptionNow()).isInstanceOf(FileNotFoundException.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(FileNotFoundException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.withCauseInstanceOf(FileNotFoundException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.toCompletableFuture().get())
			.withCauseInstanceOf(FileNotFoundException.class);
		assertQuiet("looks-up", 1);
		assertThat(this.engine.events).filteredOn(TaskEvent.Ended.class::isInstance)
			.singleElement()
			.isInstanceOfSatisfying(TaskEvent.Ended.class,
					(ended) -> assertThat(ended.status()).isEqualTo(TaskStatus.FAILED));
	}

	@Test
	void expectedFailureIsLoggedOnDebugOnly() throws Exception {
		assertEnd(this.engine.corral.task("looks-up").expects(IOException.class).launch(this::fail), TaskStatus.FAILED);
		assertThat(this.log.messages(Level.DEBUG))
			.anyMatch((line) -> line.contains("\"looks-up\" failed as expected with java.io.FileNotFoundException"));
	}

	@Test
	void expectedFailureEndsAFailFastScopeAndIsTheCauseOfItsJoin() throws Exception {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			Task<?> sibling = scope.launch("waits", new CountDownLatch(1)::await);
			scope.task("looks-up").expects(IOException.class).launch(this::fail);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(scope::join)
				.withCauseInstanceOf(FileNotFoundException.class);
			assertEnd(sibling, TaskStatus.CANCELLED);
		}
		assertQuiet("looks-up", 1);
	}

	@Test
	void expectedFailureIsNotRestarted() throws Exception {
		Task<?> task = this.engine.corral.task("looks-up")
			.restart(RestartPolicy.onPanic(3, Engine.SECOND))
			.expects(IOException.class)
			.launch(this::fail);
		assertEnd(task, TaskStatus.FAILED);
		assertQuiet("looks-up", 1);
		assertThat(this.engine.corral.counts().restarted()).isZero();
	}

	@Test
	void severalClassesAreExpectedAndOthersAreNot() throws Exception {
		TaskSpec spec = this.engine.corral.task("looks-up")
			.expects(IOException.class)
			.expects(CloneNotSupportedException.class);
		assertEnd(spec.launch(this::fail), TaskStatus.FAILED);
		assertEnd(spec.launch(() -> {
			throw new CloneNotSupportedException("planted");
		}), TaskStatus.FAILED);
		assertEnd(spec.launch(() -> {
			throw new IllegalStateException("planted");
		}), TaskStatus.PANICKED);
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(1);
	}

	@Test
	void lateExpectedFailureIsQuiet() throws Exception {
		Task<?> task = this.engine.running(this.engine.corral.task("looks-up").expects(IOException.class), () -> {
			this.engine.hold();
			Thread.interrupted();
			fail();
		});
		task.cancel("enough");
		this.engine.release.countDown();
		assertEnd(task, TaskStatus.CANCELLED);
		assertQuiet("looks-up", 0);
	}

	@Test
	void configurationBeatsTheCode() throws Exception {
		TaskSpec spec = this.engine.corral.task("configured").expects(IOException.class);
		assertEnd(spec.launch(this::fail), TaskStatus.PANICKED);
		assertEnd(spec.launch(() -> {
			throw new ArithmeticException("planted");
		}), TaskStatus.FAILED);
	}

	@Test
	@SuppressWarnings({ "NullAway", "CheckReturnValue", "unchecked", "rawtypes" })
	void badTypesAreRefused() {
		TaskSpec spec = this.engine.corral.task("looks-up");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.expects(null))
			.withMessage("'type' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.expects((Class) String.class))
			.withMessage("'type' must be a class of throwables, but was java.lang.String");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TaskSettings.none().withExpected(List.of((Class) String.class)))
			.withMessage("'expected' must be a class of throwables, but was java.lang.String");
	}

	private void fail() throws IOException {
		throw new FileNotFoundException("planted");
	}

	private static void assertEnd(Task<?> task, TaskStatus end) {
		Engine.until(() -> task.status().isSettled());
		assertThat(task.status()).isEqualTo(end);
	}

	private void assertQuiet(String name, long failed) {
		Counts counts = this.engine.corral.monitor().counts(name);
		assertThat(counts.failed()).isEqualTo(failed);
		assertThat(counts.panicked()).isZero();
		assertThat(this.engine.panics).isEmpty();
		assertThat(this.log.events(Level.ERROR)).isEmpty();
	}

}
