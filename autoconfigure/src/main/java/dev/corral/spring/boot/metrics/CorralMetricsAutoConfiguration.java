package dev.corral.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.corral.Corral;
import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;
import dev.corral.spring.boot.CorralLookup;

/** Auto-configuration of the meters about tasks. */
@AutoConfiguration(after = CorralAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "corral.metrics.enabled", matchIfMissing = true)
public final class CorralMetricsAutoConfiguration {

	@Bean
	@ConditionalOnBean({ Corral.class, MeterRegistry.class })
	@ConditionalOnMissingBean
	CorralMetrics corralMetrics(ObjectProvider<TaskLauncher> launchers) {
		return new CorralMetrics(CorralLookup.in(launchers).orElse(null));
	}

}
