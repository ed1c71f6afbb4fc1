package dev.corral.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.Order;

import dev.corral.ContextCarrier;
import dev.corral.RecoveryHandler;
import dev.corral.TaskBody;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;
import dev.corral.spring.boot.context.ContextCarriersAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Handlers, listeners and carriers that need the launcher are called. */
@ExtendWith(OutputCaptureExtension.class)
class LateCallbacksTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final TaskBody PANIC = () -> {
		throw new IllegalStateException("wild");
	};

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(CorralAutoConfiguration.class, ContextCarriersAutoConfiguration.class));

	static Stream<Wiring> wirings() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> IntStream.rangeClosed(0, 3)
				.boxed()
				.flatMap((beans) -> Stream.of(true, false)
					.flatMap((launcherFirst) -> Stream.of(Laziness.values())
						.map((lazy) -> new Wiring(kind, beans, launcherFirst, lazy)))));
	}

	@ParameterizedTest
	@MethodSource("wirings")
	void callbackThatReachesTheLauncherIsCalled(Wiring wiring) {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		this.runner.withInitializer((context) -> wiring.register((GenericApplicationContext) context, calls))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				wiring.touch(context);
				context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG);
				await().atMost(LONG).until(() -> !calls.isEmpty());
				calls.clear();
				context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG);
				assertThat(calls).isNotEmpty();
			});
	}

	@Test
	void lateCallbacksAreCalledInTheirOrder() {
		this.runner.withUserConfiguration(Ordered.class).run((context) -> {
			context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG);
			assertThat(context.getBean(Ordered.class).calls).containsExactly("first", "second", "third");
		});
	}

	@Test
	void callbackThatCannotBeMadeIsAnErrorThatNamesIt(CapturedOutput output) {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG);
			assertThat(context.getBean(Broken.class).calls).containsExactly("sound");
			assertThat(output).containsOnlyOnce("RecoveryHandler bean 'brokenHandler' could not be created");
		});
	}

	@Test
	void beansThatAreNoCandidatesAreNotCalled() {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		this.runner
			.withBean("hidden", RecoveryHandler.class, () -> (panic) -> calls.add("hidden"),
					(definition) -> definition.setAutowireCandidate(false))
			.withBean("seen", RecoveryHandler.class, () -> (panic) -> calls.add("seen"))
			.run((context) -> {
				context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG);
				assertThat(calls).containsExactly("seen");
			});
	}

	@Test
	void handlerThatDoesNotNeedTheLauncherIsCalledDuringTheStart() {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		this.runner.withBean("handler", RecoveryHandler.class, () -> (panic) -> calls.add("call"))
			.withUserConfiguration(LaunchInConstructor.class)
			.run((context) -> assertThat(context.getBean(LaunchInConstructor.class).settled).isTrue());
		assertThat(calls).containsExactly("call");
	}

	@Test
	void taskBeforeItsCarrierRunsWithoutItsContext() {
		this.runner.withUserConfiguration(LateCarrier.class).run((context) -> {
			LateCarrier beans = context.getBean(LateCarrier.class);
			assertThat(beans.restored).isEmpty();
			context.getBean(TaskLauncher.class).launch("task", () -> {
			}).awaitSettled(LONG);
			assertThat(beans.restored).hasSize(1);
		});
	}

	@Test
	void beanMethodThatReturnsNullIsNoError(CapturedOutput output) {
		this.runner.withUserConfiguration(NullBean.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("could not be created");
	}

	@Test
	void callbacksOfTheParentAreCalled() {
		Queue<String> calls = new ConcurrentLinkedQueue<>();
		new ApplicationContextRunner().withBean("handler", RecoveryHandler.class, () -> (panic) -> calls.add("call"))
			.run((parent) -> this.runner.withParent(parent)
				.run((context) -> context.getBean(TaskLauncher.class).launch("wild", PANIC).awaitSettled(LONG)));
		assertThat(calls).containsExactly("call");
	}

	/** What kind of callback reaches the launcher. */
	enum Kind {

		HANDLER, LISTENER, CARRIER;

		private void register(GenericApplicationContext context, Runnable needed, Queue<String> calls, boolean lazy) {
			switch (this) {
				case HANDLER -> register(context, RecoveryHandler.class, needed, (panic) -> calls.add("call"), lazy);
				case LISTENER -> register(context, TaskListener.class, needed, (event) -> calls.add("call"), lazy);
				case CARRIER -> register(context, ContextCarrier.class, needed, () -> () -> {
					calls.add("call");
					return () -> {
					};
				}, lazy);
			}
		}

		private static <T> void register(GenericApplicationContext context, Class<T> type, Runnable needed, T callback,
				boolean lazy) {
			context.registerBean("callback", type, () -> {
				needed.run();
				return callback;
			}, (definition) -> definition.setLazyInit(lazy));
		}

	}

	/** What is created late. */
	enum Laziness {

		NOTHING, CALLBACK, ALL

	}

	/** A callback that needs the launcher through a number of beans. */
	record Wiring(Kind kind, int beans, boolean launcherFirst, Laziness lazy) {

		private void register(GenericApplicationContext context, Queue<String> calls) {
			if (this.lazy == Laziness.ALL) {
				context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			}
			if (this.launcherFirst) {
				context.registerBean("user", Object.class, () -> context.getBean(TaskLauncher.class).toString());
			}
			this.kind.register(context, () -> context.getBean(name(this.beans)), calls, this.lazy == Laziness.CALLBACK);
			for (int i = this.beans; i > 0; i--) {
				String next = name(i - 1);
				context.registerBean(name(i), Object.class, () -> List.of(context.getBean(next)));
			}
		}

		private static String name(int distance) {
			return (distance == 0) ? "corral" : "bean" + distance;
		}

		private void touch(ConfigurableApplicationContext context) {
			context.getBean(this.launcherFirst ? "corral" : "callback");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@Bean
		@Order(3)
		RecoveryHandler third(TaskLauncher launcher) {
			return (panic) -> this.calls.add("third");
		}

		@Bean
		@Order(1)
		RecoveryHandler first() {
			return (panic) -> this.calls.add("first");
		}

		@Bean
		@Lazy
		@Order(2)
		RecoveryHandler second(TaskLauncher launcher) {
			return (panic) -> this.calls.add("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@Bean
		@Lazy
		RecoveryHandler brokenHandler() {
			throw new IllegalStateException("no connection");
		}

		@Bean
		RecoveryHandler soundHandler() {
			return (panic) -> this.calls.add("sound");
		}

	}

	/** A bean whose constructor launches, and waits for the task. */
	static class LaunchInConstructor {

		private final boolean settled;

		LaunchInConstructor(TaskLauncher launcher) throws InterruptedException {
			this.settled = launcher.launch("wild", PANIC).awaitSettled(LONG);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateCarrier {

		private final Queue<String> restored = new ConcurrentLinkedQueue<>();

		@Bean
		String launching(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("task", () -> {
			}).awaitSettled(LONG);
			return "launched";
		}

		@Bean
		ContextCarrier carrier(TaskLauncher launcher) {
			return () -> () -> {
				this.restored.add("restored");
				return () -> {
				};
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullBean {

		@Bean
		@Nullable RecoveryHandler nothing() {
			return null;
		}

	}

}
