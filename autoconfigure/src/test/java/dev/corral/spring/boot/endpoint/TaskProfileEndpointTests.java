package dev.corral.spring.boot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import dev.corral.Corral;
import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class TaskProfileEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=taskprofile";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorralAutoConfiguration.class, TasksEndpointAutoConfiguration.class));

	@Test
	void endpointIsThereWhenExposed() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(TaskProfileEndpoint.class));
	}

	@Test
	void endpointIsNotThereWhenNotExposedOrWithoutAccess() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(TaskProfileEndpoint.class));
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.taskprofile.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(TaskProfileEndpoint.class));
	}

	@Test
	void endpointIsNotThereWithoutTheActuatorOrTheLauncher() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName()))
			.run((context) -> assertThat(context).hasSingleBean(Corral.class)
				.doesNotHaveBean(TaskProfileEndpoint.class));
		this.runner.withPropertyValues(EXPOSED)
			.withBean(TaskLauncher.class, () -> mock(TaskLauncher.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TaskProfileEndpoint.class));
	}

	@Test
	void endpointBacksOffForOneOfTheUsers() {
		TaskProfileEndpoint own = new TaskProfileEndpoint(new ReadSide(null, null),
				new DumpPermits(1, System::nanoTime));
		this.runner.withPropertyValues(EXPOSED)
			.withBean(TaskProfileEndpoint.class, () -> own)
			.run((context) -> assertThat(context.getBean(TaskProfileEndpoint.class)).isSameAs(own));
	}

	@Test
	void requestWithoutALauncherIsRejected() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> new TaskProfileEndpoint(new ReadSide(null, null), new DumpPermits(1, System::nanoTime))
				.profile(null, null))
			.withMessageContaining("no Corral launcher");
	}

	@Test
	void profileAboveTheLimitIsRejectedAndItsPermitIsReturned() {
		try (Corral corral = Corral.create()) {
			DumpPermits permits = new DumpPermits(1, System::nanoTime);
			TaskProfileEndpoint endpoint = new TaskProfileEndpoint(new ReadSide(corral.monitor(), corral.dumps()),
					permits);
			DumpPermits.Permit other = permits.acquire().orElseThrow();
			assertThat(endpoint.profile(null, null).getStatus()).isEqualTo(429);
			other.release();
			assertThat(endpoint.profile(null, null).getStatus()).isEqualTo(200);
			assertThat(permits.acquire()).isPresent();
		}
	}

}
