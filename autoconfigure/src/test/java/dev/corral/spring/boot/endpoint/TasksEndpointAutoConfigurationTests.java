package dev.corral.spring.boot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

/** When there is an endpoint. */
class TasksEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=tasks";

	private final WebApplicationContextRunner mvc = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues(EXPOSED);

	private final ReactiveWebApplicationContextRunner webFlux = new ReactiveWebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues(EXPOSED);

	@Test
	void endpointIsThereWhenExposed() {
		this.mvc.run((context) -> assertThat(context).hasSingleBean(TasksEndpoint.class));
		this.webFlux.run((context) -> assertThat(context).hasSingleBean(TasksEndpoint.class));
	}

	@Test
	void endpointIsAbsentWhenNotExposed() {
		this.mvc.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TasksEndpoint.class));
	}

	@Test
	void endpointIsAbsentWithoutAccess() {
		this.mvc.withPropertyValues("management.endpoint.tasks.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TasksEndpoint.class));
	}

	@Test
	void withoutJacksonThereIsNoEndpointAndTheApplicationStarts() {
		FilteredClassLoader classes = new FilteredClassLoader("tools.jackson");
		this.mvc.withClassLoader(classes).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(Corral.class).doesNotHaveBean("tasksEndpoint");
			assertThat(context).doesNotHaveBean(TasksEndpointAutoConfiguration.OverHttp.class.getName());
		});
		this.webFlux.withClassLoader(classes)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Corral.class)
				.doesNotHaveBean("tasksEndpoint"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
