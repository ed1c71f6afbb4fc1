package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.search.Search;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/** How often a scrape reads the monitor, and what it shows. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScrapeTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final int NAMES = 200;

	private final Corral corral = Corral.create(CorralConfig.defaults().withMaxNames(NAMES).withShutdownTimeout(LONG));

	private final CountedMonitor counted = new CountedMonitor(this.corral.monitor());

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final AtomicLong time = new AtomicLong();

	private final TaskMeters meters = new TaskMeters(this.counted.monitor(), this.registry, this.time::get);

	@AfterEach
	void close() {
		this.meters.close();
		this.corral.close();
	}

	@Test
	void scrapeOfManyNamesReadsTheCountersOnce() throws Exception {
		launchAll();
		this.meters.bind();
		until(NAMES);
		assertThat(this.registry.scrape()).isNotEmpty();
		assertThat(this.counted.calls("countsByName")).isEqualTo(1);
		assertThat(this.counted.calls("oldestAges")).isEqualTo(1);
		// The shared name is not in the snapshot: nothing was counted under it
		int metersOfAName = 13 + 3 * LeakReason.values().length;
		assertThat(this.counted.calls("counts")).isLessThanOrEqualTo(MeterReads.SINGLE_READS + metersOfAName);
		assertThat(this.counted.calls("leaks")).isLessThanOrEqualTo(NAMES + MeterReads.SINGLE_READS + metersOfAName);
	}

	@Test
	void everyScrapeShowsThePresent() throws Exception {
		this.meters.bind();
		for (int i = 1; i <= 3; i++) {
			launchAll();
			until(NAMES);
			String value = "} " + i + ".0";
			assertThat(launched()).hasSize(NAMES + 1).filteredOn((line) -> line.endsWith(value)).hasSize(NAMES);
		}
	}

	@Test
	void nameThatAppearsIsInTheNextScrape() throws Exception {
		this.meters.bind();
		launch("first");
		until(1);
		assertThat(launched()).containsExactlyInAnyOrder("corral_tasks_launched_total{task=\"first\"} 1.0",
				"corral_tasks_launched_total{task=\"other\"} 0.0");
		launch("second");
		until(2);
		assertThat(launched()).contains("corral_tasks_launched_total{task=\"second\"} 1.0");
	}

	@Test
	void metersOfAClosedLauncherKeepTheirValues() throws Exception {
		launchAll();
		this.meters.bind();
		until(NAMES);
		List<String> before = launched();
		this.corral.close();
		assertThat(launched()).isEqualTo(before);
	}

	private List<String> launched() {
		return this.registry.scrape()
			.lines()
			.filter((line) -> line.startsWith("corral_tasks_launched_total{"))
			.toList();
	}

	private void launchAll() throws InterruptedException {
		for (int i = 0; i < NAMES; i++) {
			launch("order-" + i);
		}
	}

	private void launch(String name) throws InterruptedException {
		assertThat(this.corral.launch(name, () -> {
		}).awaitSettled(LONG)).isTrue();
	}

	// Another thread registers the meters of a name; one name is there from the start
	private void until(int names) {
		int meters = (names + 1) * LeakReason.values().length;
		while (Search.in(this.registry).name("corral.tasks.leaks.ended").functionCounters().size() < meters) {
			Thread.onSpinWait();
		}
	}

}
