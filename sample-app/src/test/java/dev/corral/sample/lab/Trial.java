package dev.corral.sample.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** One form of a scenario on a launcher of its own, which suspects tasks early. */
final class Trial implements AutoCloseable {

	static final CorralConfig WATCHFUL = CorralConfig.defaults()
		.withMaxLive(1000)
		.withLeakAfter(Duration.ofMillis(300))
		.withCheckInterval(Duration.ofMillis(50))
		.withCancelGrace(Duration.ofMillis(200))
		.withShutdownTimeout(Duration.ZERO);

	final Corral corral;

	final Form form;

	private final String scenario;

	// A form that ends by itself may take longer than the watchful wait
	Trial(String scenario, String form) {
		this(scenario, form, WATCHFUL);
	}

	Trial(String scenario, String form, CorralConfig config) {
		this.scenario = scenario;
		this.form = Catalogue.find(scenario).flatMap((entry) -> entry.form(form)).orElseThrow();
		this.corral = Corral.create(this.form.ends() ? config.withLeakAfter(Duration.ofSeconds(10)) : config);
	}

	List<Long> start() {
		return this.form.start().start(this.corral, this.scenario);
	}

	/**
	 * Waits until every task has ended or is under a verdict or, when a launch was
	 * refused, until who launched has left.
	 */
	void untilQuiet() {
		until(() -> {
			Counts counts = this.corral.counts();
			boolean left = counts.rejected() > 0 && counts.live() < this.corral.monitor().maxLive();
			return counts.queued() == 0 && (left || counts.live() == counts.leaked());
		});
	}

	Optional<TaskSnapshot> found() {
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all().withLeaked(true))) {
			for (var task = cursor.next(); task.isPresent(); task = cursor.next()) {
				if (this.form.foundBy().contains(reason(task.get()))) {
					return task;
				}
			}
			return Optional.empty();
		}
	}

	static String reason(TaskSnapshot task) {
		return (task.leak() != null) ? task.leak().reason().name() : "";
	}

	static void until(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
			Thread.onSpinWait();
		}
	}

	@Override
	public void close() {
		this.corral.close();
	}

}
