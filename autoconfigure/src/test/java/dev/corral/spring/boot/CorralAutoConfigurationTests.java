package dev.corral.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
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

	private static final Duration MILLI = Duration.ofMillis(1);

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

	@Test
	void restartPolicyOfANameIsThatOfItsProperties() {
		this.runner
			.withPropertyValues("corral.tasks.send-mail.restart.max=3", "corral.tasks.send-mail.restart.within=5s",
					"corral.tasks.send-mail.restart.min-backoff=1ms", "corral.tasks.send-mail.restart.max-backoff=2ms")
			.run((context) -> assertRestart(context, RestartPolicy.onPanic(3, Duration.ofSeconds(5))
				.backoff(Duration.ofMillis(1), Duration.ofMillis(2))));
	}

	@Test
	void restartsNeedNoMoreThanTheirNumber() {
		this.runner.withPropertyValues("corral.tasks.send-mail.restart.max=3")
			.run((context) -> assertRestart(context, RestartPolicy.onPanic(3, Duration.ofMinutes(1))));
	}

	@ParameterizedTest
	@CsvSource({ "min-backoff=1s,1s,10s", "min-backoff=30s,30s,30s", "max-backoff=1s,100ms,1s",
			"max-backoff=50ms,50ms,50ms" })
	void missingBackoffFitsTheOneGiven(String given, String min, String max) {
		this.runner
			.withPropertyValues("corral.tasks.send-mail.restart.max=3", "corral.tasks.send-mail.restart." + given)
			.run((context) -> assertRestart(context, RestartPolicy.onPanic(3, Duration.ofMinutes(1))
				.backoff(DurationStyle.detectAndParse(min), DurationStyle.detectAndParse(max))));
	}

	@Test
	void zeroRestartsBeatAPolicyInTheCode() {
		this.runner.withPropertyValues("corral.tasks.send-mail.restart.max=0").run((context) -> {
			Corral corral = context.getBean(Corral.class);
			assertThat(corral.task("send-mail")
				.restart(RestartPolicy.onPanic(1, Duration.ofMinutes(1)).backoff(MILLI, MILLI))
				.launch(() -> {
					throw new IllegalStateException("planted");
				})
				.awaitSettled(LONG)).isTrue();
			assertThat(corral.counts().restarted()).isZero();
		});
	}

	@Test
	void restartsWithoutTheirNumberFailTheStart() {
		this.runner.withPropertyValues("corral.tasks.send-mail.restart.within=5s")
			.run((context) -> assertThat(analysis(context).getDescription())
				.startsWith("Property 'corral.tasks.send-mail.restart.max' is not set: ")
				.contains("from 1 to 1000"));
	}

	private static void assertRestart(AssertableApplicationContext context, RestartPolicy expected) {
		assertSettings(context, TaskSettings.none().withRestart(expected));
	}

	private static void assertSettings(AssertableApplicationContext context, TaskSettings expected) {
		assertThat(PropertiesToConfig.map(context.getBean(CorralProperties.class)).taskSettings().get("send-mail"))
			.usingRecursiveComparison()
			.isEqualTo(expected);
	}

	private static FailureAnalysis analysis(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isNotNull();
		FailureAnalysis analysis = new InvalidPropertyFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@ParameterizedTest
	@CsvSource({ "corral.max-live,-1", "corral.max-wait,-1s", "corral.max-names,-1", "corral.default-timeout,-1s",
			"corral.cancel-grace,-5s", "corral.shutdown-timeout,-1s", "corral.recent,-1", "corral.leak.after,0s",
			"corral.leak.check-interval,0s", "corral.tasks.mail.timeout,-1s", "corral.tasks.mail.leak-after,0s",
			"corral.tasks.mail.max-live,-1", "corral.tasks.mail.restart.max,-1", "corral.tasks.mail.restart.max,1001",
			"corral.tasks.mail.restart.within,0s", "corral.tasks.mail.restart.min-backoff,0s",
			"corral.tasks.mail.restart.max-backoff,0s" })
	void wrongValueFailsTheStartWithAClearAnalysis(String property, String value) {
		ApplicationContextRunner wrong = property.contains(".restart.")
				? this.runner.withPropertyValues("corral.tasks.mail.restart.max=3") : this.runner;
		wrong.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(analysis(context).getDescription()).contains("'" + property + "'")
				.contains("but was"));
	}

	@Test
	void shortestBackoffAboveTheLongestFailsTheStart() {
		this.runner
			.withPropertyValues("corral.tasks.mail.restart.max=3", "corral.tasks.mail.restart.min-backoff=2s",
					"corral.tasks.mail.restart.max-backoff=1s")
			.run((context) -> assertThat(analysis(context).getDescription())
				.isEqualTo("Property 'corral.tasks.mail.restart.min-backoff' was set to 'PT2S': "
						+ "'max' must not be below 'min', but was PT1S below PT2S."));
	}

	@ExtendWith(OutputCaptureExtension.class)
	@ParameterizedTest
	@CsvSource({ "corral.on-full,perhaps,CALLER_WAITS REJECT WAIT", "corral.launch-site,guess,CACHED EXACT" })
	void wordThatIsNoneOfTheAllowedFailsTheStartNamingThem(String property, String value, String allowed,
			CapturedOutput output) {
		SpringApplication application = new SpringApplication(Plain.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> application.run("--" + property + "=" + value).close());
		assertThat(output).contains("Property: " + property)
			.contains("Value: \"" + value + "\"")
			.contains(allowed.split(" "));
	}

	@Test
	void everyPropertyHasADescriptionAndItsDefaultInTheMetadata() throws Exception {
		List<String> without = new ArrayList<>();
		List<String> defaults = new ArrayList<>();
		for (JsonNode property : metadata()) {
			String name = property.path("name").asString();
			if (property.path("description").asString("").isBlank()) {
				without.add(name);
			}
			defaults.add(name + "=" + property.path("defaultValue").asString(""));
		}
		assertThat(without).isEmpty();
		assertThat(defaults).contains("corral.on-full=reject", "corral.max-wait=1s", "corral.max-names=200",
				"corral.metrics.enabled=true");
	}

	private static JsonNode metadata() throws IOException {
		for (URL found : Collections.list(
				CorralProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = found.openStream()) {
				JsonNode properties = JsonMapper.shared().readTree(in).path("properties");
				if (properties.valueStream().anyMatch((one) -> one.path("name").asString().startsWith("corral."))) {
					return properties;
				}
			}
		}
		throw new AssertionError("no metadata of ours on the class path");
	}

	@Test
	void handlersAndListenersAreToldInTheirOrder() {
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
	@ImportAutoConfiguration(CorralAutoConfiguration.class)
	static class Plain {

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
