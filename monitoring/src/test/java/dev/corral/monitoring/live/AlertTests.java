package dev.corral.monitoring.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.corral.monitoring.Programs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each alert fires for its own cause, and none for everyday events, in a Prometheus that
 * scrapes the running sample. The expressions are the shipped ones but for their time
 * scale: a day lasts 45 seconds, see {@link ScaledRules}.
 * <p>
 * The job {@code everyday} has what must not alert. In {@code troubled} and {@code full}
 * all is well for an hour, then the causes of the alerts come. The jobs run at the same
 * time.
 */
@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertTests {

	private static final System.Logger logger = System.getLogger(AlertTests.class.getName());

	/**
	 * Each alert with its job, and the task where it names one. What leaks more and more
	 * is leaked, too. The last attempt of what gives up, and what panics often, has
	 * panicked.
	 */
	private static final List<String> EXPECTED = List.of("CorralTasksLeaked troubled receive-without-send",
			"CorralTasksLeaked troubled select-all-blocked", "CorralTaskLeakGrowing troubled select-all-blocked",
			"CorralTasksLiveGrowing troubled never-initialised", "CorralTaskPanicked troubled send-mail",
			"CorralTaskPanicked troubled poll", "CorralTaskGaveUp troubled poll", "CorralTaskPanicked troubled panic",
			"CorralTaskPanicRatioHigh troubled panic", "CorralTasksTimingOut troubled ignores-interrupt",
			"CorralTasksRejected troubled send-without-receive", "CorralTasksSlow troubled resize",
			"CorralTasksStopped troubled import", "CorralTasksSaturated full", "CorralMetricsMissing full");

	/** The counters of everyday events. */
	private static final List<String> EVERYDAY = List.of("timed_out", "cancelled", "failed", "skipped", "declined",
			"restarted");

	/** The tasks of a checkout. */
	private static final List<String> SHOP = List.of("check-price", "check-stock", "check-fraud", "send-receipt");

	private final Pulse pulse = new Pulse();

	private Shops shops;

	private Sample everyday;

	private Troubles troubles;

	private Runnable endOfEverydayEvents;

	private Runnable endOfTimeouts;

	@BeforeAll
	void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
		Programs.prometheus("prometheus");
		this.shops = new Shops(folder);
		this.everyday = this.shops.open("everyday", everydayArguments());
		this.troubles = new Troubles(this.shops, this.pulse);
		this.everyday.awaitPort();
		this.everyday.work("poll", "failing");
		this.shops.observe();
		this.endOfEverydayEvents = this.pulse.repeat(this::everydayEvents);
		this.endOfTimeouts = this.pulse.repeat(this::everydayTimeout);
		this.troubles.beginWell();
	}

	/** Failures of the shop are expected, and cancel the other checks of a checkout. */
	private static String[] everydayArguments() {
		Stream<String> expected = SHOP.stream()
			.map((task) -> "--corral.tasks." + task + ".expects=java.io.IOException");
		return Stream
			.concat(expected,
					Stream.of("--corral.tasks.fetch.expects=java.lang.IllegalStateException",
							"--corral.tasks.crowded.max-live=1", "--corral.tasks.poll.restart.forever=true",
							"--corral.tasks.poll.restart.fixed-delay=20ms", "--corral.shutdown-timeout=1s",
							"--shop.traffic.enabled=true", "--shop.failing=50", "--shop.slow=0", "--shop.deadline=1m"))
			.toArray(String[]::new);
	}

	@AfterAll
	void stop() {
		this.pulse.close();
		if (this.troubles != null) {
			this.troubles.close();
		}
		if (this.shops != null) {
			this.shops.close();
		}
	}

	/**
	 * The shop's names get many quick tasks: the few that a pause of a busy machine makes
	 * slow are then less than a hundredth.
	 */
	private void everydayEvents() {
		SHOP.forEach((task) -> this.everyday.work(task, "quick?times=100"));
		this.everyday.work("everyday", "quick?times=200");
		this.everyday.work("everyday", "cancelled");
		this.everyday.work("everyday", "skipped");
		this.everyday.work("fetch", "quick?times=20");
		this.everyday.work("fetch", "failing");
		this.everyday.work("crowded", "declined");
	}

	/**
	 * Tasks time out only after a thousand launches, so that their part is always small.
	 */
	private void everydayTimeout() {
		if (holds("increase(corral_tasks_launched_total{job=\"everyday\", task=\"everyday\"}[5m]) > 1000")) {
			this.everyday.work("everyday", "timing-out");
		}
	}

	@Test
	@Order(1)
	void eachAlertFiresForItsCauseAndForNothingElse() throws Exception {
		await("job_task:corral_tasks_launched:increase30m{job=\"troubled\"} offset 1h");
		this.troubles.begin();
		long began = System.nanoTime();
		Set<String> fired = new TreeSet<>();
		Await.until("all of " + EXPECTED, () -> {
			this.pulse.assertBeats();
			for (String alert : firing()) {
				if (fired.add(alert)) {
					logger.log(System.Logger.Level.INFO,
							alert + " after " + Duration.ofNanos(System.nanoTime() - began));
				}
			}
			this.troubles.next(fired);
			return fired.containsAll(EXPECTED);
		});
		assertThat(firing()).containsExactlyInAnyOrderElementsOf(EXPECTED);
	}

	@Test
	void everyAlertOfTheRulesIsExpected() {
		Set<String> expected = EXPECTED.stream()
			.map((alert) -> alert.substring(0, alert.indexOf(' ')))
			.collect(Collectors.toSet());
		Set<String> shipped = this.shops.prometheus()
			.rules()
			.stream()
			.filter((rule) -> rule.path("type").asString().equals("alerting"))
			.map((rule) -> rule.path("name").asString())
			.collect(Collectors.toSet());
		assertThat(expected).hasSize(12).isEqualTo(shipped);
	}

	/** What fires, or has fired. */
	private Set<String> firing() {
		return this.shops.prometheus()
			.query("last_over_time(ALERTS{alertstate=\"firing\", job!=\"everyday\"}[1h])")
			.series()
			.stream()
			.map((series) -> alert(series.labels()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String alert(Map<String, String> labels) {
		return Stream.of("alertname", "job", "task")
			.filter(labels::containsKey)
			.map(labels::get)
			.collect(Collectors.joining(" "));
	}

	/**
	 * The events must have been seen a day ago, so that every rule has had them in its
	 * range and in its offset. The answer contains alerts that were pending at any time.
	 * At the shutdown tasks still run, are restarted, and are launched by the traffic of
	 * the shop. Timeouts end before the launches do: they come later than the launches of
	 * their tasks, so they would be a large part of the few launches that a range still
	 * has.
	 */
	@Test
	@Order(2)
	void everydayEventsAndAShutdownLeaveNoAlertPendingOrFiring() {
		for (String event : EVERYDAY) {
			await("increase(corral_tasks_" + event + "_total{job=\"everyday\"}[10m] offset 1d) > 0");
		}
		await("instance_task:corral_tasks_timed_out_per_launched:ratio_rate5m{job=\"everyday\"} > 0");
		assertThat(pendingOrFiringEveryday()).isEmpty();
		this.endOfTimeouts.run();
		await("increase(corral_tasks_timed_out_total{job=\"everyday\", task=\"everyday\"}[5m]) == 0");
		this.endOfEverydayEvents.run();
		this.everyday.work("everyday", "slow");
		this.everyday.close();
		await("max_over_time(up{job=\"everyday\"}[5m]) == 0");
		assertThat(pendingOrFiringEveryday()).isEmpty();
	}

	private List<Answer.Series> pendingOrFiringEveryday() {
		return this.shops.prometheus().query("count_over_time(ALERTS{job=\"everyday\"}[1h])").series();
	}

	private void await(String query) {
		Await.until(query, () -> {
			this.pulse.assertBeats();
			return holds(query);
		});
	}

	private boolean holds(String query) {
		Answer answer = this.shops.prometheus().query(ScaledRules.scale(query));
		assertThat(answer.error()).isEmpty();
		return !answer.isEmpty();
	}

}
