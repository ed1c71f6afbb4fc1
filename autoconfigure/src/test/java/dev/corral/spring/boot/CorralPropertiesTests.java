package dev.corral.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.RestartPolicy;
import dev.corral.TaskSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Restarts, defaults, and the messages about values that are not allowed. */
class CorralPropertiesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration MILLI = Duration.ofMillis(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorralAutoConfiguration.class));

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

	@Test
	void policyWithoutALimitIsThatOfItsProperties() {
		this.runner.withPropertyValues("corral.tasks.send-mail.restart.forever=true",
				"corral.tasks.send-mail.restart.fixed-delay=5s", "corral.tasks.send-mail.restart.attempt-timeout=30s")
			.run((context) -> assertRestart(context,
					RestartPolicy.forever().fixedDelay(Duration.ofSeconds(5)).attemptTimeout(LONG)));
		this.runner
			.withPropertyValues("corral.tasks.send-mail.restart.forever=true",
					"corral.tasks.send-mail.restart.max-backoff=50ms")
			.run((context) -> assertRestart(context,
					RestartPolicy.forever().backoff(Duration.ofMillis(50), Duration.ofMillis(50))));
	}

	@Test
	void fixedDelayAndAttemptTimeoutAreForPoliciesWithALimitToo() {
		this.runner
			.withPropertyValues("corral.tasks.send-mail.restart.max=3", "corral.tasks.send-mail.restart.forever=false",
					"corral.tasks.send-mail.restart.fixed-delay=5s",
					"corral.tasks.send-mail.restart.attempt-timeout=30s")
			.run((context) -> assertRestart(context,
					RestartPolicy.onPanic(3, Duration.ofMinutes(1))
						.fixedDelay(Duration.ofSeconds(5))
						.attemptTimeout(LONG)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "forever=true|max=3|max|forever=true", "forever=true|max=0|max|forever=true",
					"max=3,fixed-delay=5s|min-backoff=1s|fixed-delay|min-backoff",
					"max=3,fixed-delay=5s|max-backoff=1s|fixed-delay|max-backoff",
					"fixed-delay=5s|attempt-timeout=1s|max|forever=true" })
	void propertiesThatExcludeEachOtherFailTheStart(String some, String other, String property, String hint) {
		String prefix = "corral.tasks.send-mail.restart.";
		List<String> values = new ArrayList<>(List.of(prefix + other));
		for (String one : StringUtils.commaDelimitedListToStringArray(some)) {
			values.add(prefix + one);
		}
		this.runner.withPropertyValues(values.toArray(String[]::new))
			.run((context) -> assertThat(analysis(context).getDescription())
				.startsWith("Property '" + prefix + property + "' ")
				.contains(hint));
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

	@Test
	void expectedFailuresAreClassesByName() {
		this.runner
			.withPropertyValues("corral.tasks.send-mail.expects=java.io.IOException,java.lang.ArithmeticException")
			.run((context) -> assertSettings(context,
					TaskSettings.none().withExpected(List.of(IOException.class, ArithmeticException.class))));
	}

	@Test
	void classThatDoesNotExistFailsTheStartNamingTheProperty() {
		this.runner.withPropertyValues("corral.tasks.send-mail.expects=com.example.Missing").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasStackTraceContaining("corral.tasks.send-mail.expects")
				.hasStackTraceContaining("com.example.Missing");
		});
	}

	@Test
	void classOfNoThrowableFailsTheStartNamingTheProperty() {
		this.runner.withPropertyValues("corral.tasks.send-mail.expects=java.lang.String")
			.run((context) -> assertThat(analysis(context).getDescription())
				.startsWith("Property 'corral.tasks.send-mail.expects' ")
				.contains("java.lang.String"));
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
			"corral.tasks.mail.restart.max-backoff,0s", "corral.tasks.mail.restart.fixed-delay,0s",
			"corral.tasks.mail.restart.fixed-delay,-1s", "corral.tasks.mail.restart.attempt-timeout,0s",
			"corral.tasks.mail.restart.attempt-timeout,-1s" })
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

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(CorralAutoConfiguration.class)
	static class Plain {

	}

}
