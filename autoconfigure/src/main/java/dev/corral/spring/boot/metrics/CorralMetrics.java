package dev.corral.spring.boot.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.monitor.DurationRecorder;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskStatus;

/**
 * Publishes a launcher's books as meters. Everything but the timer is read when somebody
 * asks; the timer alone is written to on a task's way, when its callers are free. A
 * registry that throws there harms nothing; one that blocks keeps its task live, in
 * ENDING, so that nothing waits unseen. Closing takes all meters back.
 */
public class CorralMetrics implements MeterBinder, AutoCloseable {

	private final @Nullable Corral corral;

	private final List<BoundMeters> bound = new CopyOnWriteArrayList<>();

	private final @Nullable Registration recording;

	@GuardedBy("bound")
	private boolean closed;

	CorralMetrics(@Nullable Corral corral) {
		this.corral = corral;
		this.recording = (corral != null) ? corral.monitor().recordDurations(recorder(this.bound)) : null;
	}

	// A registry that fails keeps no other from hearing
	private static DurationRecorder recorder(List<BoundMeters> bound) {
		return (String name, TaskStatus outcome, long nanos) -> {
			Throwable failure = null;
			for (BoundMeters meters : bound) {
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
		};
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.corral == null) {
			return;
		}
		BoundMeters meters = new BoundMeters(this.corral.monitor(), registry);
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
		if (this.recording != null) {
			this.recording.unregister();
		}
		synchronized (this.bound) {
			this.closed = true;
		}
		this.bound.forEach(BoundMeters::close);
		this.bound.clear();
	}

}
