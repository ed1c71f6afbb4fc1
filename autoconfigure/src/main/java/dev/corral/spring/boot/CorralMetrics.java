package dev.corral.spring.boot;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.DurationRecorder;
import dev.corral.Registration;
import dev.corral.snapshot.TaskStatus;

/**
 * Publishes a launcher's books as meters. Everything but the timer is read when somebody
 * asks; the timer alone is written to on a task's way, after it settled. Closing takes
 * all meters back.
 */
public class CorralMetrics implements MeterBinder, AutoCloseable {

	private final @Nullable Corral corral;

	private final List<BoundMeters> bound = new CopyOnWriteArrayList<>();

	private final @Nullable Registration recording;

	CorralMetrics(@Nullable Corral corral) {
		this.corral = corral;
		this.recording = (corral != null) ? corral.recordDurations(recorder(this.bound)) : null;
	}

	private static DurationRecorder recorder(List<BoundMeters> bound) {
		return (String name, TaskStatus outcome, long nanos) -> {
			for (BoundMeters meters : bound) {
				meters.timer(name, outcome).record(nanos, TimeUnit.NANOSECONDS);
			}
		};
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.corral == null) {
			return;
		}
		BoundMeters meters = new BoundMeters(this.corral, registry);
		this.bound.add(meters);
		meters.bind();
	}

	@Override
	public void close() {
		if (this.recording != null) {
			this.recording.unregister();
		}
		this.bound.forEach(BoundMeters::close);
		this.bound.clear();
	}

}
