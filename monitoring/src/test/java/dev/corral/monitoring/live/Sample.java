package dev.corral.monitoring.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.corral.monitoring.Repository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An instance of the sample with traffic, whose laboratory's leak is found within
 * seconds.
 */
final class Sample implements AutoCloseable {

	private static final Pattern LISTENS = Pattern.compile("Tomcat started on port (\\d+)");

	/** Starts quickly and takes little; three of them share a small machine. */
	private static final List<String> JAVA = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	/**
	 * Tasks of one name alone are looked at early: on a busy machine others may be slow,
	 * and are no leaks.
	 */
	private static final List<String> ARGUMENTS = List.of("--shop.traffic.enabled=true", "--shop.failing=50",
			"--corral.tasks." + Fleet.LEAKING + ".leak-after=2s", "--corral.leak.check-interval=1s",
			"--corral.shutdown-timeout=0s");

	private final Path log;

	private Service service;

	private int port;

	/**
	 * Begins to start an instance.
	 * @param log the file into which it logs
	 */
	Sample(Path log) throws IOException {
		this.log = log;
		this.service = begin();
	}

	private Service begin() throws IOException {
		String archive = System.getProperty("monitoring.sample");
		assertThat(archive).as("path of the sample's archive").isNotNull();
		List<String> command = new ArrayList<>(JAVA);
		command.addAll(List.of("-jar", archive, "--server.port=" + this.port));
		command.addAll(ARGUMENTS);
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

	/** The value of the label {@code instance}. */
	String instance() {
		return "127.0.0.1:" + this.port;
	}

	String scrape() {
		return Http.get(this.port, "/actuator/prometheus").body();
	}

	void lab(String scenario) {
		assertThat(Http.post(this.port, "/lab/" + scenario).statusCode()).isEqualTo(202);
	}

	void clearLab() {
		assertThat(Http.delete(this.port, "/lab").statusCode()).isEqualTo(200);
	}

	@Override
	public void close() {
		this.service.close();
	}

}
