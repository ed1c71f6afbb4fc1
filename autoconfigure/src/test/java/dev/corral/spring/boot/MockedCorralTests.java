package dev.corral.spring.boot;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import dev.corral.Corral;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;
import dev.corral.spring.boot.metrics.CorralMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mockingDetails;

/** A test that replaces the launcher by a mock whose monitor and dumps are null. */
@SpringBootTest(properties = "management.endpoints.web.exposure.include=tasks,taskprofile,prometheus")
class MockedCorralTests {

	@MockitoBean
	Corral launcher;

	@Test
	void applicationStartsWithAMockInPlaceOfTheLauncher(@Autowired ApplicationContext context) {
		assertThat(mockingDetails(this.launcher).isMock()).isTrue();
		assertThat(context.getBean(Corral.class)).isSameAs(this.launcher);
		assertThat(context.getBeansOfType(TaskMonitor.class)).isEmpty();
		assertThat(context.getBeansOfType(TaskDumps.class)).isEmpty();
		assertThat(context.getBeansOfType(CorralMetrics.class)).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
