package dev.corral.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.RecoveryHandler;
import dev.corral.TaskBody;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class CorralAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(CorralAutoConfiguration.class, CorralMetricsAutoConfiguration.class, TasksEndpointAutoConfiguration.class));

	@Test
	void launcherIsThere() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(TaskLauncher.class).hasSingleBean(Corral.class);
			assertThat(context.getBean(TaskLauncher.class).call("greet", () -> "hello").join()).isEqualTo("hello");
		});
	}

	@Test
	void backsOffForALauncherOfTheUsers() {
		this.runner.withBean(TaskLauncher.class, () -> mock(TaskLauncher.class)).run((context) -> {
			assertThat(context).hasSingleBean(TaskLauncher.class);
			assertThat(context).doesNotHaveBean(Corral.class);
			assertThat(context).doesNotHaveBean(CorralLifecycle.class);
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
				assertThat(context.getBean(Corral.class).maxLive()).isEqualTo(7);
			});
	}

	@ParameterizedTest
	@CsvSource({ "corral.max-live,-1", "corral.max-names,-1", "corral.default-timeout,-1s", "corral.cancel-grace,-5s",
			"corral.shutdown-timeout,-1s", "corral.recent,-1", "corral.leak.after,0s", "corral.leak.check-interval,0s",
			"corral.tasks.mail.timeout,-1s", "corral.tasks.mail.leak-after,0s" })
	void wrongValueFailsTheStartWithAClearAnalysis(String property, String value) {
		this.runner.withPropertyValues(property + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isNotNull();
			InvalidPropertyFailureAnalyzer analyzer = new InvalidPropertyFailureAnalyzer();
			assertThat(analyzer.analyze(failure)).isNotNull()
				.extracting((analysis) -> analysis.getDescription())
				.asString()
				.contains("'" + property + "'")
				.contains("but was");
		});
	}

	@Test
	void handlersAndListenersAreToldInTheirOrder() {
		this.runner.withUserConfiguration(Ordered.class).run((context) -> {
			Task.run(context.getBean(TaskLauncher.class), () -> {
				throw new IllegalStateException("planted");
			});
			assertThat(context.getBean(Ordered.class).told).startsWith("listener")
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
			assertThat(launcher.launch("task", body).awaitSettled(Duration.ofSeconds(30))).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		private final List<String> told = new ArrayList<>();

		@Bean
		@Order(2)
		RecoveryHandler second() {
			return (panic) -> this.told.add("second handler");
		}

		@Bean
		@Order(1)
		RecoveryHandler first() {
			return (panic) -> this.told.add("first handler");
		}

		@Bean
		TaskListener listener() {
			return (event) -> this.told.add("listener");
		}

	}

}
