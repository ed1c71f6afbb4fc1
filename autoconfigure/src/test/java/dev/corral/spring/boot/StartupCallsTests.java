package dev.corral.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.corral.RecoveryHandler;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.spring.boot.context.ContextCarriersAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Panics and events that come before the beans that are called with them. */
@ExtendWith(OutputCaptureExtension.class)
class StartupCallsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(CorralAutoConfiguration.class, ContextCarriersAutoConfiguration.class));

	@Test
	void panicBeforeTheHandlerIsMadeIsPassedToItLater() {
		this.runner.withUserConfiguration(EarlyLaunch.class).run((context) -> {
			EarlyLaunch early = context.getBean(EarlyLaunch.class);
			await().atMost(LONG).until(() -> early.calls.contains("handler"));
			await().atMost(LONG).until(() -> early.calls.contains("listener"));
			assertThat(early.calls).containsOnlyOnce("handler").containsOnlyOnce("listener");
		});
	}

	@Test
	void beanThatThrowsOnAKeptCallIsAnErrorAndTheOthersAreCalled(CapturedOutput output) {
		this.runner.withUserConfiguration(EarlyLaunch.class, Hostile.class).run((context) -> {
			EarlyLaunch early = context.getBean(EarlyLaunch.class);
			await().atMost(LONG).until(() -> early.calls.contains("handler"));
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains(" failed on "))
				.singleElement()
				.asString()
				.contains("ERROR", Hostile.class.getName() + "$$Lambda", " failed on panic of task 1 ");
		});
	}

	@Test
	void keptCallsAreBounded(CapturedOutput output) {
		StartupCalls<TaskListener, Integer> calls = new StartupCalls<>(
				new LateBeans<>(new DefaultListableBeanFactory(), TaskListener.class), (listener, number) -> {
				}, (late, called) -> (event) -> {
				});
		for (int i = 0; i < StartupCalls.LIMIT + 5; i++) {
			calls.receive(i, List.of());
		}
		assertThat(calls.findAll()).hasSize(StartupCalls.LIMIT);
		assertThat(output).contains("5 panics or events during the start were dropped");
		assertThat(calls.findAll()).isEmpty();
	}

	@Test
	void panicsOfAContextThatDoesNotStartAreReported(CapturedOutput output) {
		this.runner.withUserConfiguration(EarlyLaunch.class)
			.withBean("broken", Object.class, () -> List.of(List.of().get(0)),
					(definition) -> definition.setDependsOn("launching"))
			.run((context) -> assertThat(context).hasFailed());
		assertThat(output).contains("panics or events during the start were not delivered");
	}

	@Test
	void callAfterTheEndOfAContextThatDidNotStartMeetsNoPlaceholder(CapturedOutput output) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		factory.registerBeanDefinition("broken", new RootBeanDefinition(TaskListener.class, () -> {
			throw new IllegalStateException("not yet");
		}));
		Queue<Integer> received = new ConcurrentLinkedQueue<>();
		StartupCalls<TaskListener, Integer> calls = new StartupCalls<>(new LateBeans<>(factory, TaskListener.class),
				(listener, number) -> received.add(number), (late, called) -> (event) -> {
				});
		calls.findEarly();
		assertThat(calls.list()).hasSize(1);
		calls.receive(1, List.of());
		assertThat(calls.end()).isEqualTo(1);
		calls.receive(2, List.of());
		assertThat(calls.list()).isEmpty();
		assertThat(received).isEmpty();
		assertThat(calls.end()).isZero();
		assertThat(output).doesNotContain("failed on");
	}

	/** Launches while the singletons are made, and waits for the task. */
	@Configuration(proxyBeanMethods = false)
	static class EarlyLaunch {

		private final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@Bean
		String launching(TaskLauncher launcher) throws InterruptedException {
			launcher.launch("wild", () -> {
				throw new IllegalStateException("wild");
			}).awaitSettled(LONG);
			return "launched";
		}

		@Bean
		RecoveryHandler handler(TaskLauncher launcher) {
			return (panic) -> this.calls.add("handler");
		}

		@Bean
		TaskListener listener(TaskLauncher launcher) {
			return (event) -> {
				if (event instanceof TaskEvent.Panicked) {
					this.calls.add("listener");
				}
			};
		}

	}

	/** A handler that is called first and throws. */
	@Configuration(proxyBeanMethods = false)
	static class Hostile {

		@Bean
		@Order(1)
		RecoveryHandler hostileHandler(TaskLauncher launcher) {
			return (panic) -> {
				throw new IllegalStateException("planted");
			};
		}

	}

}
