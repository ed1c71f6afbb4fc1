package dev.corral;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** The parameter says whether an object is run or called, whatever else its class is. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BodyOfTwoKindsTests {

	private final Engine engine = new Engine();

	@AfterEach
	void close() {
		this.engine.close();
	}

	static Stream<Way> launches() {
		return Stream.of(new Way("launch", (corral, body) -> corral.launch("task", body)),
				new Way("launch of a task specification", (corral, body) -> corral.task("task").launch(body)),
				new Way("tryLaunch", (corral, body) -> corral.task("task").tryLaunch(body).orElseThrow()),
				new Way("launch in a scope", (corral, body) -> {
					try (CancellationScope scope = corral.openScope("scope")) {
						return joined(scope, scope.launch("task", body));
					}
				}), new Way("tryLaunch in a scope", (corral, body) -> {
					try (CancellationScope scope = corral.openScope("scope")) {
						return joined(scope, scope.task("task").tryLaunch(body).orElseThrow());
					}
				}), new Way("submit of a Runnable", (corral, body) -> {
					try (ExecutorService executor = corral.openExecutor("task")) {
						return executor.submit((Runnable) body);
					}
				}), new Way("submit of a Runnable with a result", (corral, body) -> {
					try (ExecutorService executor = corral.openExecutor("task")) {
						return executor.submit(body, "result");
					}
				}));
	}

	static Stream<Way> calls() {
		return Stream.of(new Way("call", (corral, body) -> corral.call("task", body)),
				new Way("call of a task specification", (corral, body) -> corral.task("task").call(body)),
				new Way("call with a handler",
						(corral, body) -> corral.task("task").call(body, BodyOfTwoKindsTests::ignore)),
				new Way("tryCall", (corral, body) -> corral.task("task").tryCall(body).orElseThrow()),
				new Way("tryCall with a handler",
						(corral, body) -> corral.task("task").tryCall(body, BodyOfTwoKindsTests::ignore).orElseThrow()),
				new Way("call in a scope", (corral, body) -> {
					try (CancellationScope scope = corral.openScope("scope")) {
						return joined(scope, scope.call("task", body));
					}
				}), new Way("submit of a Callable", (corral, body) -> {
					try (ExecutorService executor = corral.openExecutor("task")) {
						return executor.submit((Callable<String>) body);
					}
				}), new Way("submit of a LateValueBody", (corral, body) -> {
					try (ExecutorService executor = corral.openExecutor("task")) {
						return executor.submit(new LateValueBody<>(body, BodyOfTwoKindsTests::ignore));
					}
				}), new Way("invokeAll", (corral, body) -> {
					try (ExecutorService executor = corral.openExecutor("task")) {
						return executor.invokeAll(List.of(body)).get(0);
					}
				}));
	}

	@ParameterizedTest
	@MethodSource("launches")
	void launchedOneIsRun(Way way) throws Exception {
		Both body = new Both();
		Future<?> task = way.launch().of(this.engine.corral, body);
		task.get();
		assertThat(body.done).containsExactly("ran");
		assertThat(siteOf(task).className()).isEqualTo(getClass().getName());
	}

	@ParameterizedTest
	@MethodSource("calls")
	void calledOneIsCalled(Way way) throws Exception {
		Both body = new Both();
		Future<?> task = way.launch().of(this.engine.corral, body);
		assertThat(task.get()).isEqualTo("value");
		assertThat(body.done).containsExactly("called");
		assertThat(siteOf(task).className()).isEqualTo(getClass().getName());
	}

	@Test
	void executedOneIsRun() {
		Both body = new Both();
		try (ExecutorService executor = this.engine.corral.openExecutor("task")) {
			executor.execute(body);
		}
		assertThat(body.done).containsExactly("ran");
	}

	@Test
	void invokedOneIsCalled() throws Exception {
		Both body = new Both();
		try (ExecutorService executor = this.engine.corral.openExecutor("task")) {
			assertThat(executor.invokeAny(List.of(body))).isEqualTo("value");
		}
		assertThat(body.done).containsExactly("called");
	}

	private static LaunchSite siteOf(Future<?> task) {
		return Optional.of(task)
			.filter(SupervisedTask.class::isInstance)
			.map((it) -> ((SupervisedTask<?>) it).launchSite())
			.orElseThrow();
	}

	private static Future<?> joined(CancellationScope scope, Future<?> task) throws InterruptedException {
		scope.join();
		return task;
	}

	private static void ignore(Object value) {
	}

	/** How an object gets to its task. */
	@FunctionalInterface
	interface Launch {

		Future<?> of(Corral corral, Both body) throws Exception;

	}

	/**
	 * A way to launch an object.
	 *
	 * @param name what it is called
	 * @param launch how it is done
	 */
	record Way(String name, Launch launch) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/** A body of each kind. */
	static final class Both implements TaskBody, Runnable, Callable<String> {

		private final List<String> done = new CopyOnWriteArrayList<>();

		@Override
		public void run() {
			this.done.add("ran");
		}

		@Override
		public String call() {
			this.done.add("called");
			return "value";
		}

	}

}
