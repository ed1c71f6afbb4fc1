package dev.corral.spring.boot.context;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import dev.corral.spring.boot.CorralAutoConfiguration;

/**
 * Auto-configuration of the carrier over Micrometer's context propagation: traces, the
 * security context and whatever else has a registered accessor. It captures through the
 * {@link ContextSnapshotFactory} bean when there is exactly one, else through a factory
 * over the global registry. A bean named {@code contextSnapshotCarrier} takes its place.
 */
@AutoConfiguration(before = CorralAutoConfiguration.class)
@ConditionalOnClass(ContextSnapshotFactory.class)
public final class ContextPropagationAutoConfiguration {

	@Bean
	@Order(CorralAutoConfiguration.SNAPSHOT_ORDER)
	@ConditionalOnMissingBean(name = "contextSnapshotCarrier")
	ContextSnapshotCarrier contextSnapshotCarrier(ObjectProvider<ContextSnapshotFactory> factories) {
		return new ContextSnapshotCarrier(factories.getIfUnique(() -> ContextSnapshotFactory.builder().build()));
	}

}
