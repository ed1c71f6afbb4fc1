package dev.corral.monitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.dump.TaskDumps;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.testing.Engine;
import dev.corral.internal.simulation.Simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Several looks at one task. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackSampleTests {

	private static final Duration APART = Duration.ofMillis(10);

	private final AtomicBoolean spinning = new AtomicBoolean(true);

	private final Engine engine = new Engine();

	private final TaskDumps dumps = this.engine.corral.dumps();

	@AfterEach
	void nothingIsLeft() {
		this.spinning.set(false);
		this.engine.close();
	}

	private static boolean isIn(StackSample sample, String method) {
		return sample.stack().stream().anyMatch((frame) -> frame.getMethodName().equals(method));
	}

	private static int times(List<StackSample> samples) {
		return samples.stream().mapToInt(StackSample::times).sum();
	}

	@Test
	void equalSamplesInARowAreOne() throws Exception {
		Task<?> task = this.engine.running("stands", this.engine::hold);
		this.engine.untilStateIs(task, Thread.State.WAITING);
		assertThat(this.dumps.sample(task.id(), 1000, Duration.ZERO)).singleElement().satisfies((sample) -> {
			assertThat(sample.times()).isEqualTo(1000);
			assertThat(sample.state()).isEqualTo(Thread.State.WAITING);
			assertThat(isIn(sample, "hold")).isTrue();
		});
	}

	@Test
	void spinningTaskIsSeenSpinningEachTime() throws Exception {
		Task<?> task = this.engine.running("spins", this::spin);
		while (!isIn(this.dumps.sample(task.id(), 1, Duration.ZERO).getFirst(), "spin")) {
			Thread.onSpinWait();
		}
		List<StackSample> samples = this.dumps.sample(task.id(), 50, Duration.ZERO);
		assertThat(times(samples)).isEqualTo(50);
		assertThat(samples).allSatisfy((sample) -> {
			assertThat(sample.state()).isEqualTo(Thread.State.RUNNABLE);
			assertThat(isIn(sample, "spin")).isTrue();
		});
	}

	private void spin() {
		while (this.spinning.get()) {
			Thread.onSpinWait();
		}
	}

	@Test
	void taskThatMovesOnIsSeenAtBothPlacesInOrder() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO),
					simulation);
			Task<?> task = corral.launch("moves", () -> {
				here(simulation);
				there(simulation);
			});
			simulation.sleep(Duration.ofMillis(1));
			Duration before = simulation.elapsed();
			List<StackSample> samples = corral.dumps().sample(task.id(), 3, APART);
			assertThat(simulation.elapsed().minus(before)).isEqualTo(APART.multipliedBy(2));
			assertThat(times(samples)).isEqualTo(3);
			assertThat(samples).hasSizeGreaterThan(1);
			assertThat(times(samples.stream().filter((sample) -> isIn(sample, "here")).toList())).isEqualTo(2);
			assertThat(isIn(samples.get(0), "here")).isTrue();
			assertThat(isIn(samples.get(samples.size() - 1), "there")).isTrue();
			corral.close();
		});
	}

	private static void here(Simulation simulation) throws InterruptedException {
		simulation.sleep(Duration.ofMillis(15));
	}

	private static void there(Simulation simulation) throws InterruptedException {
		simulation.sleep(Duration.ofHours(1));
	}

	@Test
	void taskThatEndsMeanwhileIsSeenUntilThen() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO),
					simulation);
			Task<?> task = corral.launch("ends", () -> here(simulation));
			simulation.sleep(Duration.ofMillis(1));
			assertThat(times(corral.dumps().sample(task.id(), 10, APART))).isEqualTo(2);
			assertThat(corral.dumps().sample(task.id(), 10, APART)).isEmpty();
			corral.close();
		});
	}

	@Test
	void nothingIsSeenOfATaskThereIsNot() throws Exception {
		assertThat(this.dumps.sample(999_999, 3, Duration.ofDays(1))).isEmpty();
		assertThat(this.dumps.sample(-1, 3, Duration.ofDays(1))).isEmpty();
	}

	@Test
	void interruptEndsTheWaitForTheNextLook() throws Exception {
		Task<?> task = this.engine.running("stands", this.engine::hold);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.dumps.sample(task.id(), 2, Duration.ofDays(1)));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void numbersOutOfRangeAreRefused() {
		for (int times : new int[] { 0, -1, 1001 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.dumps.sample(1, times, APART))
				.withMessage("times must be from 1 to 1000, but was " + times);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.dumps.sample(1, 1, Duration.ofMillis(-1)))
			.withMessageContaining("'apart'");
	}

}
