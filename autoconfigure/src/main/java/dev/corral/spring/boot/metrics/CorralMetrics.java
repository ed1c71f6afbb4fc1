package dev.corral.spring.boot.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskMonitor;
import dev.corral.monitor.TaskStatus;

/**
 * Publishes what a monitor counts as meters; {@link TaskMeters} has each. All meters but
 * the timer are read when a registry is scraped, most of them from one snapshot
 * ({@link MeterReads}). The timer is recorded in the task's thread, after its callers
 * have been released. A registry that throws there has no effect on the task. A registry
 * that blocks keeps the task live, in status ENDING, so that the wait is visible. Closing
 * removes all meters. Thread-safe.
 */
public class CorralMetrics implements MeterBinder, AutoCloseable {

	private final TaskMonitor monitor;

	private final List<TaskMeters> bound = new CopyOnWriteArrayList<>();

	private final Registration recording;

	@GuardedBy("bound")
	private boolean closed;

	CorralMetrics(TaskMonitor monitor) {
		this.monitor = monitor;
		this.recording = monitor.recordDurations((name, outcome, nanos) -> record(this.bound, name, outcome, nanos));
	}

	// A registry that fails does not keep the others from recording
	private static void record(List<TaskMeters> bound, String name, TaskStatus outcome, long nanos) {
		Throwable failure = null;
		for (TaskMeters meters : bound) {
			try {
				meters.record(name, outcome, nanos);
			}
			catch (Throwable ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw new IllegalStateException("A meter registry failed", failure);
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TaskMeters meters = new TaskMeters(this.monitor, registry);
		synchronized (this.bound) {
			if (this.closed) {
				return;
			}
			this.bound.add(meters);
		}
		meters.bind();
	}

	@Override
	public void close() {
		this.recording.unregister();
		synchronized (this.bound) {
			this.closed = true;
		}
		this.bound.forEach(TaskMeters::close);
		this.bound.clear();
	}

}
