package dev.corral.spring.boot;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import dev.corral.TaskLauncher;
import dev.corral.spring.boot.endpoint.TasksEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mockingDetails;

@SpringBootTest(properties = "management.endpoints.web.exposure.include=tasks,prometheus")
class MockedLauncherTests {

	@MockitoBean
	TaskLauncher launcher;

	@Test
	void applicationStartsWithAMockInPlaceOfTheLauncher(@Autowired ApplicationContext context) {
		assertThat(mockingDetails(this.launcher).isMock()).isTrue();
		assertThat(context.getBean(TaskLauncher.class)).isSameAs(this.launcher);
		assertThat(context.getBeansOfType(TasksEndpoint.class)).hasSize(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
