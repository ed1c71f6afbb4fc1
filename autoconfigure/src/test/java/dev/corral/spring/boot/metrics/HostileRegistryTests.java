package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** Meter registries that throw or block. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileRegistryTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(LONG));

	private final CorralMetrics metrics = new CorralMetrics(this.corral.monitor());

	@AfterEach
	void close() {
		this.metrics.close();
		this.corral.close();
	}

	@Test
	void registryThatThrowsHarmsNoTaskAndNoOtherRegistry() throws Exception {
		this.metrics.bindTo(new RecordingRegistry(() -> {
			throw new IllegalStateException("planted");
		}));
		this.metrics.bindTo(this.registry);
		assertThat(this.corral.launch("task", () -> {
		}).awaitSettled(LONG)).isTrue();
		assertThat(this.corral.monitor().counts("task").succeeded()).isEqualTo(1);
		assertThat(
				Search.in(this.registry).name("corral.task.duration").timers().stream().mapToLong(Timer::count).sum())
			.isEqualTo(1);
	}

	// The wait is visible: the task is live until its thread has ended
	@Test
	void registryThatBlocksHoldsUpNoCallerAndIsSeen() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.metrics.bindTo(new RecordingRegistry(() -> {
			entered.countDown();
			awaitUninterruptibly(release);
		}));
		Task<String> task = this.corral.call("task", () -> "value");
		assertThat(task.join()).isEqualTo("value");
		entered.await();
		assertThat(this.corral.monitor().find(task.id()).orElseThrow().status()).isEqualTo(TaskStatus.ENDING);
		assertThat(this.corral.monitor().counts("task").settled()).isZero();
		release.countDown();
		assertThat(task.awaitSettled(LONG)).isTrue();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void registryThatKeepsAMeterKeepsNoOther() {
		SimpleMeterRegistry keeping = new KeepingRegistry();
		this.metrics.bindTo(keeping);
		this.metrics.bindTo(this.registry);
		this.metrics.close();
		assertThat(keeping.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactly("corral.tasks.limit");
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void meterThatCannotBeRemovedIsAWarningThatNamesIt(CapturedOutput output) {
		this.metrics.bindTo(new KeepingRegistry());
		this.metrics.close();
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Could not remove meter "))
			.singleElement()
			.asString()
			.contains("WARN", "corral.tasks.limit");
	}

	/** Throws when the gauge of the limit is to be removed. */
	private static final class KeepingRegistry extends SimpleMeterRegistry {

		@Override
		public @Nullable Meter remove(Meter.Id id) {
			if (id.getName().equals("corral.tasks.limit")) {
				throw new IllegalStateException("planted");
			}
			return super.remove(id);
		}

	}

	/** Does something wherever a duration is recorded. */
	private static final class RecordingRegistry extends SimpleMeterRegistry {

		private final Runnable action;

		private RecordingRegistry(Runnable action) {
			this.action = action;
		}

		@Override
		protected Timer newTimer(Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauses) {
			return new CumulativeTimer(id, this.clock, histogram, pauses, getBaseTimeUnit()) {
				@Override
				protected void recordNonNegative(long amount, TimeUnit unit) {
					RecordingRegistry.this.action.run();
				}
			};
		}

	}

}
