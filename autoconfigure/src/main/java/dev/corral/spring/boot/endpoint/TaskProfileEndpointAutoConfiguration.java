package dev.corral.spring.boot.endpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import dev.corral.Corral;
import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;
import dev.corral.spring.boot.CorralLookup;

/** Auto-configuration of the {@code taskprofile} endpoint. */
@AutoConfiguration(after = CorralAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(TaskProfileEndpoint.class)
@Import(DumpPermitsConfiguration.class)
public final class TaskProfileEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	TaskProfileEndpoint taskProfileEndpoint(ObjectProvider<TaskLauncher> launchers, DumpPermits dumpPermits) {
		return new TaskProfileEndpoint(CorralLookup.in(launchers).orElse(null), dumpPermits);
	}

}
