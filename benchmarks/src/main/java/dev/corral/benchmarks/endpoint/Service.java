package dev.corral.benchmarks.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.corral.Corral;

/**
 * A service of the starter and Spring MVC that has nothing of its own, on a free port.
 */
final class Service implements AutoCloseable {

	private static final int OK = 200;

	private final ConfigurableApplicationContext context;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts one.
	 * @param properties further ones, as {@code name=value}
	 * @return once it answers
	 */
	static Service start(String... properties) {
		return new Service(new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.properties("server.address=127.0.0.1", "server.port=0", "logging.level.root=warn",
					"management.endpoints.web.exposure.include=health,tasks")
			.properties(properties)
			.run());
	}

	Corral corral() {
		return this.context.getBean(Corral.class);
	}

	URI address() {
		return URI.create("http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	/**
	 * Asks, and has the answer written to a file while it comes.
	 * @param path with its query
	 * @param accept the content type wanted
	 * @param file where the answer goes
	 * @throws IOException when the answer is no 200, or breaks off
	 * @throws InterruptedException when this thread is interrupted before it has come
	 */
	void fetch(String path, String accept, Path file) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(address().resolve(path)).header("Accept", accept).build();
		int status = this.client.send(request, HttpResponse.BodyHandlers.ofFile(file)).statusCode();
		if (status != OK) {
			throw new IOException(path + " was answered with " + status);
		}
	}

	@Override
	public void close() {
		this.client.close();
		this.context.close();
	}

	/** Nothing of its own. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
