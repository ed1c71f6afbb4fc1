package dev.corral.spring.boot.metrics;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** Meters as Boot binds them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetersOfAnApplicationTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withBean(MeterRegistry.class, () -> this.registry)
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, CorralAutoConfiguration.class,
				CorralMetricsAutoConfiguration.class));

	@Test
	void namesInPropertiesAreKnownAtTheStart() {
		this.runner.withPropertyValues("corral.tasks.send-mail.timeout=10s", "corral.tasks[poll.orders].max-live=3")
			.run((context) -> {
				assertThat(launched("send-mail")).isZero();
				assertThat(launched("poll.orders")).isZero();
			});
	}

	// Another thread registers the meters of a name
	private double launched(String task) {
		while (this.registry.find("corral.tasks.launched").tag("task", task).functionCounter() == null) {
			Thread.onSpinWait();
		}
		return this.registry.get("corral.tasks.launched").tag("task", task).functionCounter().count();
	}

	@Test
	void bucketsAreThoseOfBootsProperties() {
		this.runner.withPropertyValues("management.metrics.distribution.slo.corral.task.duration=20ms,2s")
			.run((context) -> {
				context.getBean(TaskLauncher.class).call("greet", () -> "hello").join();
				launched("greet");
				Timer timer = this.registry.get("corral.task.duration").tag("outcome", "succeeded").timer();
				assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
					.mapToDouble((bucket) -> bucket.bucket(TimeUnit.MILLISECONDS))).containsExactly(20.0, 2000.0);
			});
	}

	@Test
	void nothingIsLeftWhenTheContextCloses() {
		this.runner.run((context) -> {
			context.getBean(TaskLauncher.class).call("greet", () -> "hello").join();
			launched("greet");
		});
		assertThat(this.registry.getMeters()).filteredOn((meter) -> meter.getId().getName().startsWith("corral."))
			.isEmpty();
	}

}
