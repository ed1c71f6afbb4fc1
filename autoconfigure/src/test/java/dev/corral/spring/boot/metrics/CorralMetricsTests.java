package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Limits;
import dev.corral.OnFull;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CorralMetricsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Corral corral = Corral.create(CorralConfig.defaults().withMaxNames(2).withShutdownTimeout(LONG));

	private final CorralMetrics metrics = new CorralMetrics(this.corral.monitor());

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void everyMeterHasADescription() throws Exception {
		settled("task");
		until("task");
		assertThat(this.registry.getMeters()).filteredOn((meter) -> meter.getId().syntheticAssociation() == null)
			.isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void countersStartAtZeroAndAddUp() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> live = this.corral.launch("task", () -> {
			begun.countDown();
			release.await();
		});
		begun.await();
		until("task");
		assertThat(value("corral.tasks.live")).isEqualTo(1);
		assertThat(value("corral.tasks.panicked")).isZero();
		assertThat(value("corral.tasks.launched")).isEqualTo(1);
		release.countDown();
		live.awaitSettled(LONG);
		Task<?> panicking = this.corral.launch("task", () -> {
			throw new IllegalStateException("planted");
		});
		panicking.awaitSettled(LONG);
		assertThat(value("corral.tasks.live")).isZero();
		assertThat(value("corral.tasks.panicked")).isEqualTo(1);
		assertThat(value("corral.tasks.launched")).isEqualTo(2);
		assertThat(durations()).isEqualTo(this.corral.counts().settled());
		assertThat(this.registry.get("corral.task.duration").tag("outcome", "panicked").timer().count()).isEqualTo(1);
	}

	// As in a test of an application: other meters were read just before
	@Test
	void meterThatIsReadForTheFirstTimeShowsThePresent() throws Exception {
		settled("task");
		until("task");
		assertThat(value("corral.tasks.launched")).isEqualTo(1);
		assertThat(value("corral.tasks.live")).isZero();
		Task<?> panicking = this.corral.launch("task", () -> {
			throw new IllegalStateException("planted");
		});
		assertThat(panicking.awaitSettled(LONG)).isTrue();
		assertThat(value("corral.tasks.panicked")).isEqualTo(1);
		assertThat(value("corral.tasks.not.restarted")).isEqualTo(1);
	}

	@Test
	void limitIsAGaugeThatFollowsChanges() {
		this.corral.limits(Limits.unchanged().withMaxLive(7));
		assertThat(this.registry.get("corral.tasks.limit").gauge().value()).isEqualTo(7);
		this.corral.limits(Limits.unchanged().withMaxLive(0));
		assertThat(this.registry.get("corral.tasks.limit").gauge().value()).isZero();
	}

	@Test
	void openScopesAreAGauge() throws Exception {
		assertThat(this.registry.get("corral.scopes.live").gauge().value()).isZero();
		try (CancellationScope scope = this.corral.openScope("page")) {
			scope.join();
			assertThat(this.registry.get("corral.scopes.live").gauge().value()).isEqualTo(1);
		}
		assertThat(this.registry.get("corral.scopes.live").gauge().value()).isZero();
	}

	@Test
	void launchesThatWaitForASlotAreAGauge() throws Exception {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		CorralConfig config = CorralConfig.defaults()
			.withMaxLive(1)
			.withOnFull(OnFull.WAIT)
			.withMaxWait(LONG)
			.withShutdownTimeout(Duration.ZERO);
		CountDownLatch release = new CountDownLatch(1);
		try (Corral full = Corral.create(config)) {
			new CorralMetrics(full.monitor()).bindTo(meters);
			Gauge waiting = meters.get("corral.launches.waiting").gauge();
			full.launch("first", release::await);
			assertThat(waiting.value()).isZero();
			Thread launching = Thread.startVirtualThread(() -> full.launch("second", release::await));
			while (full.monitor().launchesWaiting() == 0 && launching.isAlive()) {
				Thread.onSpinWait();
			}
			assertThat(waiting.value()).isEqualTo(1);
			release.countDown();
			launching.join();
			assertThat(waiting.value()).isZero();
		}
	}

	@Test
	void expectedFailuresSkippedAndDeclinedLaunchesAreCountedByName() throws Exception {
		settled("task");
		until("task");
		Task<?> failed = this.corral.task("task").expects(IllegalStateException.class).launch(() -> {
			throw new IllegalStateException("planted");
		});
		assertThat(failed.awaitSettled(LONG)).isTrue();
		try (CancellationScope scope = this.corral.openScope("ended")) {
			scope.cancel("enough");
			scope.launch("task", () -> {
			});
		}
		assertThat(value("corral.tasks.failed")).isEqualTo(1);
		assertThat(value("corral.tasks.skipped")).isEqualTo(1);
		assertThat(value("corral.tasks.declined")).isZero();
		assertThat(value("corral.tasks.panicked")).isZero();
		assertThat(value("corral.tasks.rejected")).isZero();
		assertThat(durations()).isEqualTo(2);
	}

	@Test
	void restartsAreCountedByName() throws Exception {
		settled("task");
		until("task");
		assertThat(value("corral.tasks.restarted")).isZero();
		Task<?> again = this.corral.task("task")
			.restart(RestartPolicy.onPanic(2, LONG).backoff(Duration.ofMillis(1), Duration.ofMillis(1)))
			.launch(() -> {
				if (TaskContext.current().attempt() < 3) {
					throw new IllegalStateException("planted");
				}
			});
		assertThat(again.awaitSettled(LONG)).isTrue();
		assertThat(value("corral.tasks.restarted")).isEqualTo(2);
		assertThat(value("corral.tasks.not.restarted")).isZero();
		assertThat(value("corral.tasks.gave.up")).isZero();
		Task<?> last = this.corral.task("task")
			.restart(RestartPolicy.forever().retryIf((panic) -> false))
			.launch(() -> {
				throw new IllegalStateException("planted");
			});
		assertThat(last.awaitSettled(LONG)).isTrue();
		assertThat(value("corral.tasks.gave.up")).isEqualTo(1);
		assertThat(value("corral.tasks.panicked")).isEqualTo(3);
		assertThat(value("corral.tasks.restarted")).isEqualTo(2);
		assertThat(value("corral.tasks.not.restarted")).isEqualTo(1);
		assertThat(durations()).isEqualTo(3);
	}

	@Test
	void namesAboveTheLimitAreCountedAsOther() throws Exception {
		for (int i = 0; i < 20; i++) {
			settled("order-" + i);
		}
		until("order-1");
		assertThat(Search.in(this.registry).name("corral.tasks.launched").functionCounters())
			.extracting((counter) -> counter.getId().getTag("task"))
			.containsExactlyInAnyOrder("order-0", "order-1", "other");
		assertThat(this.registry.get("corral.tasks.launched").tag("task", "other").functionCounter().count())
			.isEqualTo(18);
		assertThat(durations()).isEqualTo(20);
	}

	@Test
	void closingRemovesEveryMeter() throws Exception {
		settled("task");
		until("task");
		this.metrics.close();
		settled("late");
		assertThat(this.registry.getMeters()).extracting(Meter::getId).isEmpty();
	}

	@Test
	void taskThatSettlesAfterTheCloseLeavesNoMeter() throws Exception {
		TaskMeters meters = new TaskMeters(this.corral.monitor(), this.registry);
		meters.close();
		this.metrics.close();
		meters.record("late", TaskStatus.SUCCEEDED, 1);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void tenThousandNamesStayWithinTheLimitAndAddUp() throws Exception {
		int names = 10_000;
		try (Corral many = Corral.create(CorralConfig.defaults());
				CorralMetrics meters = new CorralMetrics(many.monitor())) {
			PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
			meters.bindTo(scraped);
			for (int i = 0; i < names; i++) {
				many.launch("order-" + i, () -> {
				}).join();
			}
			List<String> launched = launched(scraped);
			while (launched.size() < CorralConfig.defaults().maxNames() + 1) {
				launched = launched(scraped);
			}
			assertThat(launched).hasSize(CorralConfig.defaults().maxNames() + 1);
			assertThat(launched.stream()
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
				.sum()).isEqualTo(names);
		}
	}

	// Another thread registers the meters of a name
	private static List<String> launched(PrometheusMeterRegistry registry) {
		return registry.scrape().lines().filter((line) -> line.startsWith("corral_tasks_launched_total{")).toList();
	}

	@Test
	void registryThatComesAfterTheCloseGetsNoMeter() {
		this.metrics.close();
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		this.metrics.bindTo(late);
		assertThat(late.getMeters()).isEmpty();
	}

	private void settled(String name) throws InterruptedException {
		assertThat(this.corral.launch(name, () -> {
		}).awaitSettled(LONG)).isTrue();
	}

	// Another thread registers the meters of a name
	private void until(String task) {
		while (Search.in(this.registry).name("corral.tasks.leaks.ended").tag("task", task).functionCounters().size() < 5
				|| Search.in(this.registry).name("corral.task.duration").tag("task", task).timers().size() < 4) {
			Thread.onSpinWait();
		}
	}

	private double value(String meter) {
		return Search.in(this.registry).name(meter).tag("task", "task").meters().stream().findFirst().map((found) -> {
			double value = 0;
			for (var measurement : found.measure()) {
				value += measurement.getValue();
			}
			return value;
		}).orElse(Double.NaN);
	}

	private long durations() {
		return Search.in(this.registry).name("corral.task.duration").timers().stream().mapToLong(Timer::count).sum();
	}

}
