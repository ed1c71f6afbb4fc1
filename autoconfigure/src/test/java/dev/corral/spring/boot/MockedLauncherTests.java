package dev.corral.spring.boot;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import dev.corral.TaskLauncher;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;
import dev.corral.spring.boot.endpoint.TaskProfileEndpoint;
import dev.corral.spring.boot.endpoint.TasksEndpoint;
import dev.corral.spring.boot.metrics.CorralMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mockingDetails;

/** A test that replaces the launcher after the conditions were evaluated. */
@SpringBootTest(properties = "management.endpoints.web.exposure.include=tasks,taskprofile,prometheus")
class MockedLauncherTests {

	@MockitoBean
	TaskLauncher launcher;

	@Test
	void applicationStartsWithAMockInPlaceOfTheLauncher(@Autowired ApplicationContext context) {
		assertThat(mockingDetails(this.launcher).isMock()).isTrue();
		assertThat(context.getBean(TaskLauncher.class)).isSameAs(this.launcher);
		assertThat(context.getBeansOfType(TaskMonitor.class)).isEmpty();
		assertThat(context.getBeansOfType(TaskDumps.class)).isEmpty();
		assertThat(context.getBeansOfType(CorralMetrics.class)).isEmpty();
		assertThat(context.getBeansOfType(CorralLifecycle.class)).isEmpty();
	}

	@Test
	void requestsAreRejected(@Autowired TasksEndpoint tasks, @Autowired TaskProfileEndpoint profile) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> tasks.task("1", null, null))
			.withMessageContaining("no Corral launcher");
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> profile.profile(null, null))
			.withMessageContaining("no Corral launcher");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
