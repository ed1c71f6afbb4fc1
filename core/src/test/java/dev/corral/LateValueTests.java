package dev.corral;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A value that comes after the outcome is passed to the handler of the body, once. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored")
class LateValueTests {

	private final Engine engine = new Engine();

	private final List<Object> late = new CopyOnWriteArrayList<>();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	@Test
	void valueAfterTheTimeoutIsHandedOverOnTheCallbackExecutor() throws Exception {
		List<String> threads = new CopyOnWriteArrayList<>();
		TaskSpec spec = this.engine.corral.task("connect").timeout(Engine.SECOND);
		Task<String> task = running(spec, held("value"), (value) -> {
			threads.add(Thread.currentThread().getName());
			this.late.add(value);
		});
		this.engine.time.advance(Engine.SECOND);
		assertThat(task.outcome()).get().isInstanceOf(Outcome.TimedOut.class);
		assertThat(this.late).isEmpty();
		this.engine.release.countDown();
		flush(task);
		assertThat(this.late).containsExactly("value");
		assertThat(threads).containsExactly("corral-callbacks");
	}

	@Test
	void valueAfterEachKindOfCancelIsHandedOver() throws Exception {
		CancellationScope scope = this.engine.corral.openScope("scope");
		Task<?> byReason = running(this.engine.corral.task("reason"), held("reason"));
		Task<?> withoutInterrupt = running(this.engine.corral.task("silent"), held("silent"));
		Task<?> inScope = running(scope.task("member"), held("member"));
		byReason.cancel("enough");
		withoutInterrupt.cancel(false);
		scope.cancel("enough");
		this.engine.release.countDown();
		flush(byReason, withoutInterrupt, inScope);
		assertThat(this.late).containsExactlyInAnyOrder("reason", "silent", "member");
		scope.close();
	}

	@Test
	void valueOfALaterAttemptIsHandedOver() throws Exception {
		CountDownLatch again = new CountDownLatch(1);
		Callable<String> body = () -> {
			if (TaskContext.current().attempt() == 1) {
				throw new IOException("planted");
			}
			again.countDown();
			this.engine.hold();
			return "second";
		};
		Task<?> task = this.engine.corral.task("connect")
			.restart(RestartPolicy.onPanic(3, Engine.SECOND))
			.call(body, this.late::add);
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return again.getCount() == 0;
		});
		task.cancel("enough");
		this.engine.release.countDown();
		flush(task);
		assertThat(this.late).containsExactly("second");
	}

	@Test
	void valueThatIsTheOutcomeIsTheCallersAlone() throws Exception {
		Task<String> task = this.engine.corral.task("connect").call(() -> "value", this.late::add);
		assertThat(task.join()).isEqualTo("value");
		task.cancel("too late");
		flush(task);
		assertThat(this.late).isEmpty();
	}

	@Test
	void nullAndWhatABodyThrowsAreNoValues() throws Exception {
		Callable<@Nullable String> none = () -> {
			this.engine.hold();
			return null;
		};
		Callable<String> fails = () -> {
			this.engine.hold();
			throw new IOException("planted");
		};
		Task<?> empty = running(this.engine.corral.task("none"), none);
		Task<?> failed = running(this.engine.corral.task("fails"), fails);
		empty.cancel("enough");
		failed.cancel("enough");
		this.engine.release.countDown();
		flush(empty, failed);
		assertThat(this.late).isEmpty();
	}

	@Test
	void handlerIsFoundWithAContextAndAfterTryCall() throws Exception {
		ContextCarrier carrier = () -> () -> () -> {
		};
		try (Engine own = new Engine((config) -> config.withContextCarriers(List.of(carrier)))) {
			CountDownLatch begun = new CountDownLatch(1);
			Task<String> task = own.corral.task("connect").tryCall(() -> {
				begun.countDown();
				own.hold();
				return "value";
			}, this.late::add).orElseThrow();
			begun.await();
			task.cancel("enough");
			own.release.countDown();
			Engine.until(() -> !this.late.isEmpty());
		}
		assertThat(this.late).containsExactly("value");
	}

	@Test
	void handlerThatThrowsIsLoggedWithTheNameOfTheTask() throws Exception {
		try (LogOfCorral log = new LogOfCorral()) {
			Task<?> first = running(this.engine.corral.task("con\nnect"), held("value"), (value) -> {
				this.late.add(value);
				throw new IOException("planted");
			});
			Task<?> second = running(this.engine.corral.task("other"), held("other"), (value) -> {
				this.late.add(value);
				throw new StackOverflowError("planted");
			});
			first.cancel("enough");
			second.cancel("enough");
			this.engine.release.countDown();
			flush(first, second);
			assertThat(log.events(Level.ERROR)).extracting(ILoggingEvent::getFormattedMessage)
				.anySatisfy((message) -> assertThat(message).startsWith("Task " + first.id() + " \"con\\nnect\": late-")
					.contains(LateValueTests.class.getName())
					.endsWith(" failed"))
				.anySatisfy((message) -> assertThat(message).startsWith("Task " + second.id() + " \"other\": late-"))
				.hasSize(2);
		}
		assertThat(this.late).containsExactlyInAnyOrder("value", "other");
		assertThat(this.engine.corral.counts().panicked()).isZero();
	}

	@Test
	void handlerThatBlocksHoldsNeitherItsTaskNorOthersNorTheClose() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		Task<?> first = running(this.engine.corral.task("blocks"), held("value"), (value) -> {
			blocked.countDown();
			new CountDownLatch(1).await();
		});
		Task<?> second = running(this.engine.corral.task("other"), held("other"));
		first.cancel("enough");
		second.cancel("enough");
		this.engine.release.countDown();
		blocked.await();
		Engine.until(((SupervisedTask<?>) first)::isGone);
		Engine.until(() -> {
			this.engine.time.advanceWithoutWaiting(Engine.SECOND);
			return this.late.contains("other");
		});
		this.engine.corral.close();
	}

	@Test
	void launchSiteIsThatOfTheCaller() throws Exception {
		Task<?> task = running(this.engine.corral.task("connect"), held("value"));
		assertThat(((SupervisedTask<?>) task).launchSite().className()).startsWith(LateValueTests.class.getName());
	}

	@Test
	void badArgumentsAreRefusedByName() {
		TaskSpec spec = this.engine.corral.task("connect");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.call(nothing(), this.late::add))
			.withMessage("'body' must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> spec.tryCall(() -> "value", LateValueTests.<LateValueHandler<Object>>nothing()))
			.withMessage("'onLateValue' must not be null");
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

	private Task<?> running(TaskSpec spec, Callable<? extends @Nullable Object> body) throws InterruptedException {
		return running(spec, body, this.late::add);
	}

	// Its timeout is announced, and a cancel comes too late to keep the body from running
	private static <T extends @Nullable Object> Task<T> running(TaskSpec spec, Callable<T> body,
			LateValueHandler<? super T> handler) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Task<T> task = spec.call(() -> {
			begun.countDown();
			return body.call();
		}, handler);
		begun.await();
		return task;
	}

	// Returns late, however often it is interrupted
	private Callable<String> held(String value) {
		return () -> {
			this.engine.hold();
			return value;
		};
	}

	// Until all callbacks of tasks that have ended have run
	private void flush(Task<?>... tasks) throws InterruptedException {
		for (Task<?> task : tasks) {
			Engine.until(((SupervisedTask<?>) task)::isGone);
		}
		CountDownLatch flushed = new CountDownLatch(1);
		Parts.of(this.engine.corral).callbacks().execute(flushed::countDown);
		flushed.await();
	}

	@SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
	private static <T> T nothing() {
		return null;
	}

}
