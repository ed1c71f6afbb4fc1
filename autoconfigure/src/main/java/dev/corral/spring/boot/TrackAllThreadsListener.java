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
 * Lets the virtual machine collect parked virtual threads when
 * {@code corral.leak.prove-unreachable} is on. The system property behind that is read
 * once, when the first thread pool is made, and Spring Boot makes one before it reads its
 * configuration. So this looks for the property itself: in the arguments, in system
 * properties, in the environment, and in what always holds of {@code application.yaml},
 * {@code .yml} and {@code .properties} on the class path, in the working directory, and
 * in {@code config} of both. Where it stands elsewhere, a warning says what to add. A
 * system property that is set already stays.
 */
public final class TrackAllThreadsListener implements ApplicationListener<ApplicationStartingEvent> {

	public static final String SYSTEM_PROPERTY = "jdk.trackAllThreads";

	private static final String PROPERTY = "corral.leak.prove-unreachable";

	private static final String CONDITION = "spring.config.activate";

	/** Where Spring Boot looks by default, the place that wins first. */
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

	// A value that cannot be understood is told of when the configuration is read
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

	// Of the documents of a file the last wins
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
