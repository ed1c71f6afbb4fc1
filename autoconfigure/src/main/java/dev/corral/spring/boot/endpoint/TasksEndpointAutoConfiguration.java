package dev.corral.spring.boot.endpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;
import dev.corral.spring.boot.CorralLookup;
import dev.corral.spring.boot.CorralProperties;

/** Auto-configuration of the {@code tasks} endpoint. */
@AutoConfiguration(after = CorralAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
public final class TasksEndpointAutoConfiguration {

	/** Over HTTP, where JSON can be written. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnAvailableEndpoint(TasksEndpoint.class)
	@Import(DumpPermitsConfiguration.class)
	static class OverHttp {

		@Bean
		@ConditionalOnBean(Corral.class)
		@ConditionalOnMissingBean
		TasksEndpoint tasksEndpoint(ObjectProvider<TaskLauncher> launchers, ObjectProvider<CorralProperties> properties,
				ObjectProvider<EndpointJsonMapper> endpointMappers, ObjectProvider<JsonMapper> mappers,
				DumpPermits dumpPermits) {
			boolean proofsWanted = properties.stream().anyMatch((known) -> known.leak().proveUnreachable());
			return new TasksEndpoint(CorralLookup.in(launchers).orElse(null), mapper(endpointMappers, mappers),
					dumpPermits, proofsWanted);
		}

		private static JsonMapper mapper(ObjectProvider<EndpointJsonMapper> endpointMappers,
				ObjectProvider<JsonMapper> mappers) {
			EndpointJsonMapper endpointMapper = endpointMappers.getIfUnique();
			return (endpointMapper != null) ? endpointMapper.get() : mappers.getIfUnique(JsonMapper::new);
		}

	}

	/** Over JMX. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(TasksJmxEndpoint.class)
	static class OverJmx {

		@Bean
		@ConditionalOnBean(Corral.class)
		@ConditionalOnMissingBean
		TasksJmxEndpoint tasksJmxEndpoint(ObjectProvider<TaskLauncher> launchers) {
			return new TasksJmxEndpoint(CorralLookup.in(launchers).orElse(null));
		}

	}

}
