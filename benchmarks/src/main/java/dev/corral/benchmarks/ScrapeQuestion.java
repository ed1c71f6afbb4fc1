package dev.corral.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.monitor.LeakReason;
import dev.corral.spring.boot.CorralAutoConfiguration;
import dev.corral.spring.boot.metrics.CorralMetrics;
import dev.corral.spring.boot.metrics.CorralMetricsAutoConfiguration;

/**
 * A Prometheus scrape of Corral's meters, against one of gauges, counters and timers with
 * the same series that know nothing of Corral: {@code benchmarks/run scrape}. Each of 200
 * names has tasks that have ended, and one that is live.
 */
final class ScrapeQuestion implements Question {

	private static final int NAMES = 200;

	private static final int TASKS = 25;

	private static final int OUTCOMES = 5;

	@Override
	public String name() {
		return "scrape";
	}

	@Override
	public String text() {
		return "scrape of the meters of 200 task names / of plain meters with as many series, a series";
	}

	@Override
	public Budget budget() {
		return new Budget(1.5, 1.0);
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		PrometheusMeterRegistry measured = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("close at once", Map.of("corral.shutdown-timeout", "0s")));
			context.registerBean(MeterRegistry.class, () -> measured);
			context.register(CorralAutoConfiguration.class, CorralMetricsAutoConfiguration.class);
			context.refresh();
			launchAll(context.getBean(Corral.class));
			context.getBean(CorralMetrics.class).bindTo(measured);
			awaitMeters(measured);
			PrometheusMeterRegistry plain = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
			measured.getMeters().forEach((meter) -> copy(meter, plain));
			long series = series(measured);
			if (series(plain) != series) {
				throw new IllegalStateException(
						"There are " + series + " series, but " + series(plain) + " plain ones");
			}
			return Rotation.pair(scrape(measured, series), scrape(plain, series)).ratios(seconds);
		}
	}

	// The tasks of a name from a thread of its own, so that they are everywhere in the
	// registry
	private static void launchAll(Corral corral) throws InterruptedException {
		for (int i = 0; i < NAMES; i++) {
			String name = "order-" + i;
			Thread.startVirtualThread(() -> launch(corral, name)).join();
		}
	}

	private static void launch(Corral corral, String name) {
		try {
			Task<?>[] tasks = new Task<?>[TASKS];
			Arrays.setAll(tasks, (i) -> corral.launch(name, ScrapeQuestion::nothing));
			Launches.settled(tasks);
			corral.launch(name, () -> new CountDownLatch(1).await());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void nothing() {
	}

	// Another thread registers the meters of a name; one name is there from the start
	private static void awaitMeters(MeterRegistry registry) throws InterruptedException {
		int names = NAMES + 1;
		while (registry.find("corral.tasks.leaks.ended").meters().size() < names * LeakReason.values().length
				|| registry.find("corral.task.duration").meters().size() < names * OUTCOMES) {
			Thread.sleep(Duration.ofMillis(10));
		}
	}

	private static void copy(Meter meter, MeterRegistry to) {
		Meter.Id id = meter.getId();
		switch (meter) {
			case Gauge gauge -> {
				double value = gauge.value();
				Gauge.builder(id.getName(), () -> value)
					.description(id.getDescription())
					.baseUnit(id.getBaseUnit())
					.tags(id.getTags())
					.register(to);
			}
			case FunctionCounter counter -> Counter.builder(id.getName())
				.description(id.getDescription())
				.tags(id.getTags())
				.register(to)
				.increment(counter.count());
			case Timer timer -> copy(timer, to);
			default -> throw new IllegalStateException("There is no plain meter for " + id);
		}
	}

	private static void copy(Timer timer, MeterRegistry to) {
		Meter.Id id = timer.getId();
		Duration[] buckets = Arrays.stream(timer.takeSnapshot().histogramCounts())
			.mapToDouble((bucket) -> bucket.bucket(TimeUnit.NANOSECONDS))
			.filter(Double::isFinite)
			.mapToObj((nanos) -> Duration.ofNanos((long) nanos))
			.toArray(Duration[]::new);
		Timer copy = Timer.builder(id.getName())
			.description(id.getDescription())
			.tags(id.getTags())
			.serviceLevelObjectives(buckets)
			.register(to);
		for (long i = timer.count(); i > 0; i--) {
			copy.record((long) timer.mean(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
		}
	}

	private static long series(PrometheusMeterRegistry registry) {
		return registry.scrape().lines().filter((line) -> !line.startsWith("#")).count();
	}

	// A unit is a series
	private static Work scrape(PrometheusMeterRegistry registry, long series) {
		return () -> {
			if (registry.scrape().isEmpty()) {
				throw new IllegalStateException("There are no meters");
			}
			return series;
		};
	}

}
