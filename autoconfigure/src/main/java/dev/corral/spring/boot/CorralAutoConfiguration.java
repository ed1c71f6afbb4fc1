package dev.corral.spring.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.RecoveryHandler;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;

/**
 * Auto-configuration of the launcher, which tells every {@link RecoveryHandler} and
 * {@link TaskListener} bean in their order.
 */
@AutoConfiguration
@EnableConfigurationProperties(CorralProperties.class)
public final class CorralAutoConfiguration {

	@Bean
	@Primary
	@ConditionalOnMissingBean(value = TaskLauncher.class, ignored = CancellationScope.class)
	Corral corral(CorralProperties properties, ObjectProvider<RecoveryHandler> handlers,
			ObjectProvider<TaskListener> listeners) {
		return Corral.create(PropertiesToConfig.map(properties)
			.withRecoveryHandlers(handlers.orderedStream().toList())
			.withListeners(listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	CorralLifecycle corralLifecycle(ObjectProvider<TaskLauncher> launchers) {
		return new CorralLifecycle(CorralLookup.in(launchers).orElse(null));
	}

}
