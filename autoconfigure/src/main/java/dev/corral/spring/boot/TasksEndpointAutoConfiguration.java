package dev.corral.spring.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import dev.corral.Corral;
import dev.corral.TaskLauncher;

/** Auto-configuration of the {@code tasks} endpoint. */
@AutoConfiguration(after = CorralAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(TasksEndpoint.class)
public final class TasksEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	TasksEndpoint tasksEndpoint(ObjectProvider<TaskLauncher> launchers, ObjectProvider<CorralProperties> properties) {
		boolean proofsWanted = properties.stream().anyMatch((known) -> known.leak().proveUnreachable());
		return new TasksEndpoint(CorralLookup.in(launchers).orElse(null), proofsWanted);
	}

}
