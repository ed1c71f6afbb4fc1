package dev.corral.spring.boot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * Sets the system property {@value #SYSTEM_PROPERTY} to {@code false} when
 * {@code corral.leak.prove-unreachable} is on, so that the garbage collector may collect
 * parked virtual threads. A system property that is set already is not changed.
 * <p>
 * The JVM reads that system property once, when the first thread pool is created, which
 * is before Spring Boot has read its configuration. Therefore this listener looks for
 * {@code corral.leak.prove-unreachable} itself:
 * <ul>
 * <li>in the arguments, the system properties and the environment variables;</li>
 * <li>in {@code application.yaml}, {@code .yml} and {@code .properties}, on the class
 * path, in the working directory, and in {@code config} below either. Documents that are
 * activated by a condition are skipped.</li>
 * </ul>
 * When it is set elsewhere, the launcher logs a warning that names the JVM option to add.
 */
final class TrackAllThreadsListener implements ApplicationListener<ApplicationStartingEvent> {

	static final String SYSTEM_PROPERTY = "jdk.trackAllThreads";

	private static final String PROPERTY = "corral.leak.prove-unreachable";

	private static final String CONDITION = "spring.config.activate";

	/** The default locations of Spring Boot, highest precedence first. */
	private static final List<String> LOCATIONS = List.of("file:./config/", "file:./", "classpath:/config/",
			"classpath:/");

	private static final List<PropertySourceLoader> LOADERS = List.of(new PropertiesPropertySourceLoader(),
			new YamlPropertySourceLoader());

	@Override
	public void onApplicationEvent(ApplicationStartingEvent event) {
		if (System.getProperty(SYSTEM_PROPERTY) == null && isOn(event.getArgs())) {
			System.setProperty(SYSTEM_PROPERTY, "false");
		}
	}

	// An invalid value is reported later, when Spring Boot binds the configuration
	private static boolean isOn(String[] args) {
		try {
			StandardEnvironment environment = new StandardEnvironment();
			environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
			ResourceLoader resources = new DefaultResourceLoader();
			for (String location : LOCATIONS) {
				addFiles(environment, resources, location);
			}
			ConfigurationPropertySources.attach(environment);
			return Binder.get(environment).bind(PROPERTY, Boolean.class).orElse(false);
		}
		catch (Exception ex) {
			return false;
		}
	}

	private static void addFiles(StandardEnvironment environment, ResourceLoader resources, String location)
			throws IOException {
		for (PropertySourceLoader loader : LOADERS) {
			for (String extension : loader.getFileExtensions()) {
				Resource file = resources.getResource(location + "application." + extension);
				if (file.exists()) {
					addFile(environment, loader, file);
				}
			}
		}
	}

	// The last document of a file has the highest precedence
	private static void addFile(StandardEnvironment environment, PropertySourceLoader loader, Resource file)
			throws IOException {
		List<PropertySource<?>> documents = new ArrayList<>(loader.load(file.getDescription(), file));
		Collections.reverse(documents);
		for (PropertySource<?> document : documents) {
			if (!isConditional(document)) {
				environment.getPropertySources().addLast(document);
			}
		}
	}

	private static boolean isConditional(PropertySource<?> document) {
		return document instanceof EnumerablePropertySource<?> properties
				&& List.of(properties.getPropertyNames()).stream().anyMatch((name) -> name.startsWith(CONDITION));
	}

}
