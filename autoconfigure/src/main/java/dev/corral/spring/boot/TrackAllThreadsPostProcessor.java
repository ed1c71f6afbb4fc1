package dev.corral.spring.boot;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Lets the virtual machine collect parked virtual threads when
 * {@code corral.leak.prove-unreachable} is on. The system property behind that is read
 * once, when the first virtual thread starts, so this runs as soon as the property can be
 * read. A value that was set on the command line stays.
 */
final class TrackAllThreadsPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String SYSTEM_PROPERTY = "jdk.trackAllThreads";

	private static final String PROPERTY = "corral.leak.prove-unreachable";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (System.getProperty(SYSTEM_PROPERTY) == null && "true".equalsIgnoreCase(environment.getProperty(PROPERTY))) {
			System.setProperty(SYSTEM_PROPERTY, "false");
		}
	}

	// After the configuration files have been read
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
