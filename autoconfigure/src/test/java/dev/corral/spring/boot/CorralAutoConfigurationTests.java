package dev.corral.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.RecoveryHandler;
import dev.corral.TaskBody;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;
import dev.corral.TaskSettings;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;
import dev.corral.spring.boot.context.ContextCarriersAutoConfiguration;
import dev.corral.spring.boot.endpoint.TasksEndpoint;
import dev.corral.spring.boot.endpoint.TasksEndpointAutoConfiguration;
import dev.corral.spring.boot.metrics.CorralMetrics;
import dev.corral.spring.boot.metrics.CorralMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class CorralAutoConfigurationTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorralAutoConfiguration.class, ContextCarriersAutoConfiguration.class,
				CorralMetricsAutoConfiguration.class, TasksEndpointAutoConfiguration.class));

	@Test
	void launcherIsThere() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(TaskLauncher.class).hasSingleBean(Corral.class);
			assertThat(context.getBean(TaskLauncher.class).call("greet", () -> "hello").join()).isEqualTo("hello");
		});
	}

	@Test
	void monitorAndDumpsOfTheLauncherAreBeans() {
		this.runner.run((context) -> {
			Corral corral = context.getBean(Corral.class);
			assertThat(context.getBean(TaskMonitor.class)).isSameAs(corral.monitor());
			assertThat(context.getBean(TaskDumps.class)).isSameAs(corral.dumps());
		});
	}

	@Test
	void monitorAndDumpsBackOffForThoseOfTheUser() {
		TaskMonitor monitor = mock(TaskMonitor.class);
		TaskDumps dumps = mock(TaskDumps.class);
		this.runner.withBean(TaskMonitor.class, () -> monitor).withBean(TaskDumps.class, () -> dumps).run((context) -> {
			assertThat(context.getBean(TaskMonitor.class)).isSameAs(monitor);
			assertThat(context.getBean(TaskDumps.class)).isSameAs(dumps);
		});
	}

	@Test
	void mockOfACorralStartsWithoutItsReadSide() {
		this.runner.withBean(SimpleMeterRegistry.class)
			.withBean(Corral.class, () -> mock(Corral.class))
			.withPropertyValues("management.endpoints.jmx.exposure.include=*")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(CorralLifecycle.class);
				assertThat(context.getBeanProvider(TaskMonitor.class).stream()).isEmpty();
				assertThat(context.getBeanProvider(CorralMetrics.class).stream()).isEmpty();
			});
	}

	@Test
	void backsOffForALauncherOfTheUsers() {
		this.runner.withBean(TaskLauncher.class, () -> mock(TaskLauncher.class)).run((context) -> {
			assertThat(context).hasSingleBean(TaskLauncher.class);
			assertThat(context).doesNotHaveBean(Corral.class);
			assertThat(context).doesNotHaveBean(CorralLifecycle.class).doesNotHaveBean(TaskMonitor.class);
		});
	}

	@Test
	void launcherWorksWithoutTheActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName())).run((context) -> {
			assertThat(context).hasSingleBean(Corral.class).doesNotHaveBean(TasksEndpoint.class);
			context.getBean(TaskLauncher.class).launch("task", () -> {
			}).join();
		});
	}

	@Test
	void launcherWorksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class)).run((context) -> {
			assertThat(context).hasSingleBean(Corral.class).doesNotHaveBean(CorralMetrics.class);
			context.getBean(TaskLauncher.class).launch("task", () -> {
			}).join();
		});
	}

	@Test
	void launcherWorksWithTheCoreAlone() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader(Endpoint.class.getPackageName(), "io.micrometer", "com.fasterxml.jackson"))
			.run((context) -> {
				assertThat(context).hasSingleBean(Corral.class)
					.doesNotHaveBean(CorralMetrics.class)
					.doesNotHaveBean(TasksEndpoint.class)
					.doesNotHaveBean("contextSnapshotCarrier");
				context.getBean(TaskLauncher.class).launch("task", () -> {
				}).join();
			});
	}

	@Test
	void defaultsOfPropertiesAreThoseOfTheCore() {
		this.runner
			.run((context) -> assertThat(PropertiesToConfig.map(context.getBean(CorralProperties.class)).withMaxLive(1))
				.usingRecursiveComparison()
				.isEqualTo(CorralConfig.defaults().withMaxLive(1)));
	}

	@Test
	void propertiesAreTaken() {
		this.runner
			.withPropertyValues("corral.max-live=7", "corral.launch-site=exact", "corral.leak.after=3s",
					"corral.tasks.send-mail.timeout=2s")
			.run((context) -> {
				CorralConfig config = PropertiesToConfig.map(context.getBean(CorralProperties.class));
				assertThat(config.maxLive()).isEqualTo(7);
				assertThat(config.leakAfter()).hasSeconds(3);
				assertThat(config.taskSettings()).containsOnlyKeys("send-mail");
				assertThat(context.getBean(Corral.class).monitor().maxLive()).isEqualTo(7);
			});
	}

	@Test
	void admissionIsAsThePropertiesSay() {
		this.runner
			.withPropertyValues("corral.on-full=caller-waits", "corral.max-wait=3s",
					"corral.tasks.send-mail.max-live=7")
			.run((context) -> {
				CorralConfig config = PropertiesToConfig.map(context.getBean(CorralProperties.class));
				assertThat(config.onFull()).isEqualTo(OnFull.CALLER_WAITS);
				assertThat(config.maxWait()).hasSeconds(3);
				assertSettings(context, TaskSettings.none().withMaxLive(7));
			});
	}

	@Test
	void limitOfANameIsThatOfItsProperty() {
		this.runner.withPropertyValues("corral.tasks.send-mail.max-live=1").run((context) -> {
			TaskLauncher launcher = context.getBean(TaskLauncher.class);
			CountDownLatch release = new CountDownLatch(1);
			launcher.launch("send-mail", release::await);
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> launcher.launch("send-mail", release::await))
				.withMessageContaining("corral.tasks.send-mail.max-live");
			release.countDown();
		});
	}

	private static void assertSettings(AssertableApplicationContext context, TaskSettings expected) {
		assertThat(PropertiesToConfig.map(context.getBean(CorralProperties.class)).taskSettings().get("send-mail"))
			.usingRecursiveComparison()
			.isEqualTo(expected);
	}

	@Test
	void handlersAndListenersAreCalledInTheirOrder() {
		this.runner.withUserConfiguration(Ordered.class).run((context) -> {
			Task.run(context.getBean(TaskLauncher.class), () -> {
				throw new IllegalStateException("planted");
			});
			assertThat(context.getBean(Ordered.class).calls).startsWith("listener")
				.endsWith("first handler", "second handler");
		});
	}

	@Test
	void lifecycleClosesTheLauncherBetweenWebServerAndPools() {
		this.runner.run((context) -> {
			CorralLifecycle lifecycle = context.getBean(CorralLifecycle.class);
			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(lifecycle.isPauseable()).isFalse();
			assertThat(lifecycle.getPhase()).isLessThan(Integer.MAX_VALUE - 2048).isGreaterThan(Integer.MAX_VALUE / 2);
			Corral corral = context.getBean(Corral.class);
			context.close();
			assertThat(lifecycle.isRunning()).isFalse();
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> corral.launch("late", () -> {
			}));
		});
	}

	/** Runs a body to its very end. */
	private static final class Task {

		private static void run(TaskLauncher launcher, TaskBody body) throws Exception {
			assertThat(launcher.launch("task", body).awaitSettled(LONG)).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		private final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		RecoveryHandler second() {
			return (panic) -> this.calls.add("second handler");
		}

		@Bean
		@Order(1)
		RecoveryHandler first() {
			return (panic) -> this.calls.add("first handler");
		}

		@Bean
		TaskListener listener() {
			return (event) -> this.calls.add("listener");
		}

	}

}
