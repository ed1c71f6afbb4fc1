package dev.corral.spring.boot.metrics;

import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.corral.monitor.TaskMonitor;
import dev.corral.spring.boot.CorralAutoConfiguration;

/** Auto-configuration of the meters about tasks. */
@AutoConfiguration(after = CorralAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "corral.metrics.enabled", matchIfMissing = true)
public final class CorralMetricsAutoConfiguration {

	// Without a monitor there are no meters: the launcher was replaced by a mock
	@Bean
	@ConditionalOnBean({ TaskMonitor.class, MeterRegistry.class })
	@ConditionalOnMissingBean
	@Nullable CorralMetrics corralMetrics(Optional<TaskMonitor> monitor) {
		return monitor.map(CorralMetrics::new).orElse(null);
	}

}
