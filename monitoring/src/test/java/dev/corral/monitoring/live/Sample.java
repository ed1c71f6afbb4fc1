package dev.corral.monitoring.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.corral.monitoring.Repository;
import dev.corral.monitoring.work.Work;

import static org.assertj.core.api.Assertions.assertThat;

/** An instance of the sample. */
final class Sample implements AutoCloseable {

	private static final Pattern LISTENS = Pattern.compile("Tomcat started on port (\\d+)");

	/** Starts quickly and takes little; three of them share a small machine. */
	private static final List<String> JAVA = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	/** Runs an archive's application with more on its class path. */
	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	private final Path log;

	private final List<String> arguments;

	private Service service;

	private int port;

	/**
	 * Begins to start an instance, to which {@link Work} is added.
	 * @param log the file into which it logs
	 * @param arguments its properties
	 */
	Sample(Path log, List<String> arguments) throws IOException {
		this.log = log;
		this.arguments = arguments;
		this.service = begin();
	}

	private Service begin() throws IOException {
		String archive = System.getProperty("monitoring.sample");
		assertThat(archive).as("path of the sample's archive").isNotNull();
		List<String> command = new ArrayList<>(JAVA);
		command.addAll(List.of("-Dloader.path=" + Repository.TARGET.resolve("test-classes"), "-cp", archive, LAUNCHER,
				"--spring.main.sources=" + Work.class.getName(), "--server.port=" + this.port));
		command.addAll(this.arguments);
		return new Service(Repository.TARGET, this.log, LISTENS, command);
	}

	/** Begins to start it again on the port it had. */
	void restart() throws IOException {
		this.service.close();
		this.service = begin();
	}

	void awaitPort() {
		this.port = this.service.awaitPort();
	}

	/** Its address, and the value of the label {@code instance} where none is given. */
	String instance() {
		return "127.0.0.1:" + this.port;
	}

	String scrape() {
		return Http.get(this.port, "/actuator/prometheus").body();
	}

	void lab(String scenario) {
		assertThat(Http.post(this.port, "/lab/" + scenario).statusCode()).isEqualTo(202);
	}

	/** Starts a scenario that has no room. */
	void labWithoutRoom(String scenario) {
		assertThat(Http.post(this.port, "/lab/" + scenario).statusCode()).isEqualTo(503);
	}

	/** Has tasks launched that end in a way, of which {@link Work} has a list. */
	void work(String task, String way) {
		assertThat(Http.post(this.port, "/ends/" + task + "/" + way).statusCode()).isEqualTo(200);
	}

	void clearLab() {
		assertThat(Http.delete(this.port, "/lab").statusCode()).isEqualTo(200);
	}

	@Override
	public void close() {
		this.service.close();
	}

}
