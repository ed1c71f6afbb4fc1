package dev.corral.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * Launch, run and settle with all that can be switched on: a timeout, a context carrier
 * with a bound value, a listener and a duration recorder as metrics bind one, against raw
 * virtual threads: {@code benchmarks/run everything}.
 */
final class EverythingQuestion implements Question {

	@Override
	public String name() {
		return "everything";
	}

	@Override
	public String text() {
		return "launch with timeout, context carrier, listener, duration recorder / Thread.startVirtualThread";
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		ThreadLocal<String> request = new ThreadLocal<>();
		request.set("bound");
		LongAdder events = new LongAdder();
		LongAdder nanos = new LongAdder();
		CorralConfig config = CorralConfig.defaults()
			.withContextCarriers(List.of(ContextCarrier.of(request)))
			.withListeners(List.of((event) -> events.increment()));
		try (Corral corral = Corral.create(config)) {
			corral.monitor().recordDurations((name, outcome, duration) -> nanos.add(duration));
			Map<String, double[]> ratios = Rotation
				.pair(Launches.described(corral.task("everything").timeout(Duration.ofSeconds(30))), Launches.raw())
				.ratios(seconds);
			if (events.sum() == 0 || nanos.sum() == 0) {
				throw new IllegalStateException("the listener or the recorder was not called");
			}
			return ratios;
		}
	}

}
