package dev.corral.monitoring.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Instances of the sample, each a job of its own, scraped by a Prometheus with
 * {@linkplain ScaledRules scaled rules}.
 */
final class Shops implements AutoCloseable {

	private final Map<String, Sample> scraped = new LinkedHashMap<>();

	private final Path folder;

	private @Nullable Prometheus prometheus;

	/**
	 * Knows no instance yet.
	 * @param folder where Prometheus runs and all log
	 */
	Shops(Path folder) {
		this.folder = folder;
	}

	/**
	 * Begins to start an instance.
	 * @param log the name of its log
	 * @param arguments its properties
	 * @return the instance
	 */
	Sample begin(String log, String... arguments) throws IOException {
		return new Sample(this.folder.resolve(log + ".log"), List.of(arguments));
	}

	/**
	 * Begins to start an instance that will be scraped.
	 * @param job its job, and its label {@code instance}
	 * @param arguments its properties
	 * @return the instance
	 */
	Sample open(String job, String... arguments) throws IOException {
		Sample sample = begin(job, arguments);
		this.scraped.put(job, sample);
		return sample;
	}

	/** Starts Prometheus once all instances run. */
	void observe() throws IOException, InterruptedException {
		this.scraped.values().forEach(Sample::awaitPort);
		Files.writeString(this.folder.resolve("prometheus.yml"), """
				global:
				  scrape_interval: %1$s
				  scrape_timeout: %1$s
				  evaluation_interval: %1$s
				rule_files: %2$s
				scrape_configs:
				  - job_name: shops
				    metrics_path: /actuator/prometheus
				    file_sd_configs:
				      - files: [targets.json]
				        refresh_interval: 1s
				""".formatted(ScaledRules.INTERVAL, ScaledRules.write(this.folder)));
		targets();
		this.prometheus = new Prometheus(this.folder, "--query.lookback-delta=" + ScaledRules.scale("5m").strip());
	}

	private void targets() throws IOException {
		String targets = this.scraped.entrySet()
			.stream()
			.map((each) -> "{\"targets\": [\"%1$s\"], \"labels\": {\"job\": \"%2$s\", \"instance\": \"%2$s\"}}"
				.formatted(each.getValue().instance(), each.getKey()))
			.collect(Collectors.joining(",\n", "[", "]"));
		Path written = Files.writeString(this.folder.resolve("targets.new"), targets);
		Files.move(written, this.folder.resolve("targets.json"), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Puts another instance in the place of one, which ends.
	 * @param job the job
	 * @param successor the other, which runs
	 */
	void replace(String job, Sample successor) throws IOException {
		Sample predecessor = Objects.requireNonNull(this.scraped.put(job, successor));
		targets();
		predecessor.close();
	}

	Prometheus prometheus() {
		return Objects.requireNonNull(this.prometheus);
	}

	@Override
	public void close() {
		if (this.prometheus != null) {
			this.prometheus.close();
		}
		this.scraped.values().forEach(Sample::close);
	}

}
