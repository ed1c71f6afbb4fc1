package dev.corral.spring.boot.endpoint;

import java.util.Optional;

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
import tools.jackson.databind.json.JsonMapper;

import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;
import dev.corral.spring.boot.CorralAutoConfiguration;
import dev.corral.spring.boot.CorralProperties;

/**
 * Auto-configuration of the endpoints {@code tasks} and {@code taskprofile} (HTTP) and
 * {@code taskdump} (JMX).
 */
@AutoConfiguration(after = CorralAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ TaskMonitor.class, TaskDumps.class })
public final class TasksEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DumpPermits corralDumpPermits() {
		return new DumpPermits(DumpPermits.AT_ONCE, System::nanoTime);
	}

	// Empty when a test has replaced the launcher by a mock
	@Bean
	@ConditionalOnMissingBean
	ReadSide corralReadSide(Optional<TaskMonitor> monitor, Optional<TaskDumps> dumps) {
		return new ReadSide(monitor.orElse(null), dumps.orElse(null));
	}

	/** The {@code tasks} endpoint, which needs Jackson. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnAvailableEndpoint(TasksEndpoint.class)
	static class OverHttp {

		@Bean
		@ConditionalOnMissingBean
		TasksEndpoint tasksEndpoint(ReadSide launcher, DumpPermits permits, ObjectProvider<CorralProperties> properties,
				ObjectProvider<EndpointJsonMapper> endpointMappers, ObjectProvider<JsonMapper> mappers) {
			boolean proofsOn = properties.stream().anyMatch((known) -> known.leak().proveUnreachable())
					&& "false".equals(System.getProperty("jdk.trackAllThreads"));
			return new TasksEndpoint(launcher, permits, mapper(endpointMappers, mappers), proofsOn);
		}

		private static JsonMapper mapper(ObjectProvider<EndpointJsonMapper> endpointMappers,
				ObjectProvider<JsonMapper> mappers) {
			EndpointJsonMapper endpointMapper = endpointMappers.getIfUnique();
			return (endpointMapper != null) ? endpointMapper.get() : mappers.getIfUnique(JsonMapper::new);
		}

	}

	/** The {@code taskprofile} endpoint. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(TaskProfileEndpoint.class)
	static class Profile {

		@Bean
		@ConditionalOnMissingBean
		TaskProfileEndpoint taskProfileEndpoint(ReadSide launcher, DumpPermits permits) {
			return new TaskProfileEndpoint(launcher, permits);
		}

	}

	/** The {@code taskdump} endpoint. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(TasksJmxEndpoint.class)
	static class OverJmx {

		@Bean
		@ConditionalOnMissingBean
		TasksJmxEndpoint tasksJmxEndpoint(Optional<TaskDumps> dumps) {
			return new TasksJmxEndpoint(dumps.orElse(null));
		}

	}

}
