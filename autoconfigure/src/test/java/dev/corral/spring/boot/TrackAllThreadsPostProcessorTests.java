package dev.corral.spring.boot;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** The property of the virtual machine follows that of the application, early enough. */
class TrackAllThreadsPostProcessorTests {

	private static final String SYSTEM_PROPERTY = TrackAllThreadsPostProcessor.SYSTEM_PROPERTY;

	private @Nullable String before;

	@BeforeEach
	void remember() {
		this.before = System.getProperty(SYSTEM_PROPERTY);
		System.clearProperty(SYSTEM_PROPERTY);
	}

	@AfterEach
	void restore() {
		if (this.before != null) {
			System.setProperty(SYSTEM_PROPERTY, this.before);
		}
		else {
			System.clearProperty(SYSTEM_PROPERTY);
		}
	}

	private static void process(String value) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("corral.leak.prove-unreachable", value)));
		new TrackAllThreadsPostProcessor().postProcessEnvironment(environment, new SpringApplication());
	}

	@Test
	void proofModeSetsIt() {
		process("true");
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isEqualTo("false");
	}

	@Test
	void itIsLeftAloneOtherwise() {
		process("false");
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isNull();
	}

	@Test
	void whatWasSetStays() {
		System.setProperty(SYSTEM_PROPERTY, "true");
		process("true");
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isEqualTo("true");
	}

	@Test
	void everyApplicationRunsIt() {
		List<EnvironmentPostProcessor> all = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(EnvironmentPostProcessor.class, (type, name, failure) -> {
			});
		assertThat(all).hasAtLeastOneElementOfType(TrackAllThreadsPostProcessor.class);
	}

}
