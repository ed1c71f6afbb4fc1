package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskMonitor;
import dev.corral.monitor.TaskStatus;

/** The meters of one launcher in one registry. Thread-safe. */
final class TaskMeters {

	private static final Log logger = LogFactory.getLog(TaskMeters.class);

	private static final Duration[] OBJECTIVES = { Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30),
			Duration.ofMinutes(1), Duration.ofMinutes(5) };

	private final TaskMonitor monitor;

	private final MeterRegistry registry;

	private final MeterReads reads;

	private final OldestAges ages;

	private final Map<String, Timers> timers = new ConcurrentHashMap<>();

	private final Map<Meter.Id, Meter> meters = new ConcurrentHashMap<>();

	@GuardedBy("this")
	private @Nullable Registration names;

	@GuardedBy("this")
	private boolean closed;

	TaskMeters(TaskMonitor monitor, MeterRegistry registry) {
		this(monitor, registry, System::nanoTime);
	}

	TaskMeters(TaskMonitor monitor, MeterRegistry registry, LongSupplier nanoTime) {
		this.monitor = monitor;
		this.registry = registry;
		this.reads = new MeterReads(monitor, nanoTime);
		this.ages = new OldestAges(monitor, nanoTime);
	}

	synchronized void bind() {
		if (this.closed) {
			return;
		}
		gauge("corral.tasks.limit", "Tasks that may be queued or live at once, 0 for no limit", TaskMonitor::maxLive);
		gauge("corral.launches.waiting", "Launches that wait for admission", TaskMonitor::launchesWaiting);
		gauge("corral.scopes.live", "Scopes that are open", TaskMonitor::openScopes);
		this.names = this.monitor.onName(this::bind);
	}

	private void gauge(String name, String description, ToDoubleFunction<TaskMonitor> value) {
		keep(Gauge.builder(name, this.monitor, value).description(description).register(this.registry));
	}

	// Called on the callback executor, once for each name
	private synchronized void bind(String task) {
		if (this.closed) {
			return;
		}
		gauge("corral.tasks.live", "Tasks whose body has begun and whose thread is not gone", task, Counts::live);
		gauge("corral.tasks.queued", "Tasks accepted whose body has not begun", task, Counts::queued);
		keep(Gauge.builder("corral.tasks.oldest.age", this.ages, (oldest) -> oldest.seconds(task))
			.description("Time since the oldest live task was launched")
			.baseUnit("seconds")
			.tag("task", task)
			.register(this.registry));
		counter("corral.tasks.launched", "Tasks accepted", task, Counts::launched);
		counter("corral.tasks.panicked", "Panics of every attempt, late ones included", task, Counts::panicked);
		counter("corral.tasks.timed.out", "Tasks whose time was up", task, Counts::timedOut);
		counter("corral.tasks.cancelled", "Tasks that were cancelled", task, Counts::cancelled);
		counter("corral.tasks.rejected", "Launches that were refused", task, Counts::rejected);
		counter("corral.tasks.failed", "Tasks that failed as they had declared", task, Counts::failed);
		counter("corral.tasks.skipped", "Launches into a scope that had ended", task, Counts::skipped);
		counter("corral.tasks.declined", "Launches that would not wait and found no room", task, Counts::declined);
		counter("corral.tasks.restarted", "Panics after which the body was to run again", task, Counts::restarted);
		counter("corral.tasks.not.restarted", "Panics after which the body was not to run again, late ones included",
				task, TaskMeters::notRestarted);
		counter("corral.tasks.gave.up", "Tasks that their restart policy does not run again", task, Counts::gaveUp);
		for (LeakReason reason : LeakReason.values()) {
			bind(task, reason);
		}
		timers(task);
	}

	// From one snapshot. Two meters may be read one after the other, so their difference
	// goes up and down while tasks are restarted
	private static long notRestarted(Counts counts) {
		return counts.panicked() - counts.restarted();
	}

	private void bind(String task, LeakReason reason) {
		keep(Gauge.builder("corral.tasks.leaked", this.reads, leaks(task, reason, LeakCounts::leaked))
			.description("Live tasks under a leak verdict")
			.tags("task", task, "reason", tag(reason))
			.register(this.registry));
		keep(FunctionCounter.builder("corral.tasks.leaks", this.reads, leaks(task, reason, LeakCounts::found))
			.description("Leak verdicts found, each task once per reason")
			.tags("task", task, "reason", tag(reason))
			.register(this.registry));
		keep(FunctionCounter.builder("corral.tasks.leaks.ended", this.reads, leaks(task, reason, LeakCounts::ended))
			.description("Leak verdicts that ended, each task once per reason")
			.tags("task", task, "reason", tag(reason))
			.register(this.registry));
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private void gauge(String name, String description, String task, ToLongFunction<Counts> value) {
		keep(Gauge.builder(name, this.reads, counts(task, value))
			.description(description)
			.tag("task", task)
			.register(this.registry));
	}

	private void counter(String name, String description, String task, ToLongFunction<Counts> value) {
		keep(FunctionCounter.builder(name, this.reads, counts(task, value))
			.description(description)
			.tag("task", task)
			.register(this.registry));
	}

	private ToDoubleFunction<MeterReads> counts(String task, ToLongFunction<Counts> value) {
		int meter = this.reads.newMeter();
		return (reads) -> value.applyAsLong(reads.counts(meter, task));
	}

	private ToDoubleFunction<MeterReads> leaks(String task, LeakReason reason, ToLongFunction<LeakCounts> value) {
		int meter = this.reads.newMeter();
		return (reads) -> value.applyAsLong(reads.leaks(meter, task, reason));
	}

	void record(String task, TaskStatus outcome, long nanos) {
		Timers known = this.timers.get(task);
		Timers timers = (known != null) ? known : timers(task);
		if (timers != null) {
			timers.of(outcome).record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	// Null when closed, so that a task that settles later leaves no meter behind
	private synchronized @Nullable Timers timers(String task) {
		if (this.closed) {
			return null;
		}
		return this.timers.computeIfAbsent(task, (name) -> new Timers(timer(name, "succeeded"), timer(name, "panicked"),
				timer(name, "failed"), timer(name, "timed_out"), timer(name, "cancelled")));
	}

	private Timer timer(String task, String outcome) {
		return keep(Timer.builder("corral.task.duration")
			.description("Time from the start of a body to the end of its thread")
			.tags("task", task, "outcome", outcome)
			.serviceLevelObjectives(OBJECTIVES)
			.register(this.registry));
	}

	private <M extends Meter> M keep(M meter) {
		this.meters.put(meter.getId(), meter);
		return meter;
	}

	synchronized void close() {
		this.closed = true;
		if (this.names != null) {
			this.names.unregister();
		}
		this.meters.keySet().forEach(this::remove);
		this.meters.clear();
	}

	// A registry that fails for one meter is still asked to remove the others
	private void remove(Meter.Id id) {
		try {
			this.registry.remove(id);
		}
		catch (RuntimeException ex) {
			logger.warn("Could not remove meter " + id, ex);
		}
	}

	/**
	 * The timers of one task name.
	 *
	 * @param succeeded times bodies that returned
	 * @param panicked times bodies that a throwable escaped from
	 * @param failed times bodies that failed as their tasks had declared
	 * @param timedOut times tasks that reached their deadline
	 * @param cancelled times tasks that were cancelled
	 */
	private record Timers(Timer succeeded, Timer panicked, Timer failed, Timer timedOut, Timer cancelled) {

		Timer of(TaskStatus outcome) {
			return switch (outcome) {
				case SUCCEEDED -> this.succeeded;
				case PANICKED -> this.panicked;
				case FAILED -> this.failed;
				case TIMED_OUT -> this.timedOut;
				case CANCELLED -> this.cancelled;
				case QUEUED, RUNNING, BACKING_OFF, ENDING ->
					throw new IllegalArgumentException("'outcome' must be that of a settled task, but was " + outcome);
			};
		}

	}

}
