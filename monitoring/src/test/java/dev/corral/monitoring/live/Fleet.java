package dev.corral.monitoring.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.corral.monitoring.Repository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three instances of the sample, scraped by a Prometheus with the rules. The first leaks,
 * the last was restarted.
 */
final class Fleet implements AutoCloseable {

	/** The name of the scenario that leaks, and of its tasks. */
	static final String LEAKING = "receive-without-send";

	/**
	 * Tasks of one name alone are looked at early: on a busy machine others may be slow,
	 * and are no leaks.
	 */
	private static final List<String> ARGUMENTS = List.of("--shop.traffic.enabled=true", "--shop.failing=50",
			"--corral.tasks." + LEAKING + ".leak-after=2s", "--corral.leak.check-interval=1s",
			"--corral.shutdown-timeout=0s");

	/**
	 * A restart is a reset of the uptime only if the instance has been up for longer than
	 * its next start takes.
	 */
	private static final String READY = "application_ready_time_seconds";

	private static final int SIZE = 3;

	private final List<Sample> samples = new ArrayList<>();

	private static final int PULSE = 500;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Path folder;

	private @Nullable Prometheus prometheus;

	private @Nullable Future<?> pulse;

	/**
	 * Starts the fleet.
	 * @param folder where Prometheus runs and all log
	 */
	Fleet(Path folder) throws Exception {
		this.folder = folder;
		try {
			for (int i = 0; i < SIZE; i++) {
				this.samples.add(new Sample(folder.resolve("sample-" + i + ".log"), ARGUMENTS));
			}
			this.samples.forEach(Sample::awaitPort);
			rules();
			configuration();
			this.prometheus = new Prometheus(folder);
			live();
		}
		catch (Exception | Error ex) {
			close();
			throw ex;
		}
	}

	/**
	 * The rules as they are shipped, but that the alert of leaks waits for two seconds
	 * and not for five minutes.
	 */
	private void rules() throws IOException {
		String recording = Files.readString(Repository.RULES.resolve("recording.yml"));
		Files.writeString(this.folder.resolve("recording.yml"), recording);
		String alerts = Files.readString(Repository.RULES.resolve("alerts.yml"));
		String slow = "expr: corral_tasks_leaked > 0\n        for: 5m\n";
		assertThat(alerts).containsOnlyOnce(slow);
		Files.writeString(this.folder.resolve("alerts.yml"), alerts.replace(slow, slow.replace("5m", "2s")));
	}

	private void configuration() throws IOException {
		Files.writeString(this.folder.resolve("prometheus.yml"),
				"""
						global:
						  scrape_interval: %1$ds
						  evaluation_interval: 1s
						rule_files: [recording.yml, alerts.yml]
						scrape_configs:
						  - job_name: corral-sample
						    metrics_path: /actuator/prometheus
						    static_configs:
						      - targets: [%2$s]
						""".formatted(Variables.SCRAPE.toSeconds(),
						this.samples.stream()
							.map((sample) -> '"' + sample.instance() + '"')
							.collect(Collectors.joining(", "))));
	}

	/**
	 * Leaks that end, one that does not, and a restart, each where Prometheus sees it.
	 */
	private void live() throws IOException {
		Sample restarted = this.samples.get(SIZE - 1);
		awaitAnswer("count(corral_tasks_limit and on (instance) (process_uptime_seconds > on (instance) 2 * " + READY
				+ ")) == " + SIZE);
		restarted.restart();
		this.pulse = this.timer.scheduleWithFixedDelay(this::fixedForm, 0, PULSE, TimeUnit.MILLISECONDS);
		String ofLeaks = "{task=\"%s\", instance=\"%s\"}".formatted(LEAKING, leaking().instance());
		awaitAnswer("corral_tasks_leaks_total%s".formatted(ofLeaks));
		leaking().lab(LEAKING);
		leaking().lab(LEAKING);
		awaitAnswer("increase(corral_tasks_leaks_total%s[1m]) > 0".formatted(ofLeaks));
		leaking().clearLab();
		awaitAnswer("increase(corral_tasks_leaks_ended_total%s[1m]) > 0".formatted(ofLeaks));
		leaking().lab(LEAKING);
		awaitAnswer("ALERTS%s".formatted(ofLeaks.replace("{", "{alertstate=\"firing\", ")));
		restarted.awaitPort();
		awaitAnswer("count(resets(process_uptime_seconds[10m]) > 0) == 1 and count(up == 1) == " + SIZE);
	}

	private void awaitAnswer(String expression) {
		Await.until(expression, () -> {
			Answer answer = prometheus().query(expression);
			assertThat(answer.error()).isEmpty();
			assertThat(this.pulse).as("ended by a failure").matches((running) -> running == null || !running.isDone());
			return !answer.isEmpty();
		});
	}

	/**
	 * A task of the name that leaks which ends, so that its durations have something to
	 * tell.
	 */
	private void fixedForm() {
		leaking().lab(LEAKING + "?form=fixed");
	}

	Prometheus prometheus() {
		return Objects.requireNonNull(this.prometheus);
	}

	List<Sample> samples() {
		return this.samples;
	}

	Sample leaking() {
		return this.samples.get(0);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		if (this.prometheus != null) {
			this.prometheus.close();
		}
		this.samples.forEach(Sample::close);
	}

}
