package dev.corral.programs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskSettings;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.monitor.Counts;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Gate;
import dev.corral.testing.Parts;
import dev.corral.internal.simulation.Simulation;

import static org.assertj.core.api.Assertions.assertThat;

/** What random programs have found, each as the smallest story that shows it. */
class FoundByProgramsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration HOUR = Duration.ofHours(1);

	private final Simulation simulation = new Simulation(1).strict();

	/** What a story does with its launcher, which is closed in the end. */
	@FunctionalInterface
	private interface Story {

		void run(Corral corral) throws Exception;

	}

	private void run(UnaryOperator<CorralConfig> change, Story story) {
		this.simulation.run(() -> {
			Corral corral = DefaultCorral
				.create(change.apply(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO)), this.simulation);
			story.run(corral);
			corral.close();
			assertThat(Parts.of(corral).admission().all().taken()).isZero();
		});
	}

	private static UnaryOperator<CorralConfig> oneMail(Duration maxWait) {
		return (config) -> config.withOnFull(OnFull.WAIT)
			.withMaxWait(maxWait)
			.withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(1)));
	}

	@Test
	void launchThatWaitsForASlotOfItsNameTakesNoneWhenItsScopeEnds() {
		run(oneMail(HOUR), (corral) -> {
			List<Task<?>> late = new ArrayList<>();
			Gate gate = new Gate(this.simulation);
			corral.launch("mail", gate::await);
			CancellationScope scope = corral.openScope("page");
			this.simulation.start("waits", () -> late.add(scope.launch("mail", gate::await)));
			this.simulation.sleep(SECOND);
			scope.cancel("enough");
			this.simulation.sleep(SECOND);
			assertThat(late).singleElement().extracting(Task::isCancelled).isEqualTo(true);
			assertThat(corral.counts().launched()).isEqualTo(1);
			Parts.of(corral).registry().limiters((limiter) -> assertThat(limiter.taken()).isEqualTo(1));
			gate.open();
			scope.close();
		});
	}

	@Test
	void waitForASlotIsNotPartOfTheAgeOfATask() {
		run(oneMail(HOUR), (corral) -> {
			corral.launch("mail", () -> this.simulation.sleep(SECOND.multipliedBy(5)));
			corral.launch("mail", () -> this.simulation.sleep(HOUR));
			assertThat(this.simulation.elapsed()).isEqualTo(SECOND.multipliedBy(5));
			this.simulation.sleep(SECOND);
			assertThat(corral.monitor().oldestAges()).containsEntry("mail", SECOND);
		});
	}

	// The simulation fails when the engine's own threads run on and on without end
	@Test
	void taskThatWaitsForItsChildAfterItsCancelKeepsNobodyAwakeWithoutAGrace() {
		run((config) -> config.withCancelGrace(Duration.ZERO).withMaxLive(1).withOnFull(OnFull.CALLER_WAITS),
				(corral) -> {
					Task<?> parent = corral.launch("parent", () -> {
						try {
							this.simulation.sleep(HOUR);
						}
						catch (InterruptedException ex) {
							corral.launch("child", () -> this.simulation.sleep(SECOND.multipliedBy(10)));
						}
					});
					this.simulation.sleep(SECOND);
					parent.cancel("enough");
					assertThat(parent.awaitSettled(HOUR)).isTrue();
					assertThat(this.simulation.elapsed()).isEqualTo(SECOND.multipliedBy(11));
					assertThat(corral.monitor().recentLeaks()).isEmpty();
				});
	}

	@Test
	void failureThatCannotBePrintedCancelsTheRestOfItsScopeAndIsCountedOnce() {
		run(UnaryOperator.identity(), (corral) -> {
			CancellationScope scope = corral.openScope("page");
			Task<?> first = scope.launch("first", () -> this.simulation.sleep(HOUR));
			AtomicReference<CancellationScope> inner = new AtomicReference<>();
			Task<?> opener = scope.launch("opener", () -> {
				inner.set(corral.openScope("inner"));
				this.simulation.sleep(HOUR);
			});
			this.simulation.sleep(SECOND);
			Task<?> failing = scope.launch("failing", () -> {
				throw new Untellable();
			});
			assertThat(failing.awaitSettled(SECOND)).isTrue();
			assertThat(opener.awaitSettled(SECOND)).isTrue();
			assertThat(first.awaitSettled(SECOND)).isTrue();
			assertThat(inner.get().isCancelled()).isTrue();
			Counts counts = corral.counts();
			assertThat(counts.panicked()).isEqualTo(1);
			assertThat(counts.cancelled()).isEqualTo(2);
			scope.close();
		});
	}

	@Test
	void scopeOpenedAfterAnEndThatCannotBePrintedIsCancelled() {
		run(UnaryOperator.identity(), (corral) -> {
			CancellationScope scope = corral.openScope("page");
			CancellationScope other = corral.openScope("other");
			AtomicReference<CancellationScope> late = new AtomicReference<>();
			Task<?> opener = scope.launch("opener", () -> {
				try {
					this.simulation.sleep(HOUR);
				}
				catch (InterruptedException ex) {
					late.set(other.openScope("late"));
				}
			});
			this.simulation.sleep(SECOND);
			scope.launch("failing", () -> {
				throw new Untellable();
			});
			assertThat(opener.awaitSettled(SECOND)).isTrue();
			assertThat(late.get().isCancelled()).isTrue();
			other.close();
			scope.close();
		});
	}

	@Test
	void causeThatCannotBePrintedIsShownByTheTaskItCameFrom() {
		run(UnaryOperator.identity(), (corral) -> {
			CancellationScope scope = corral.openScope("page");
			Task<?> sibling = scope.launch("sibling", () -> {
				try {
					this.simulation.sleep(HOUR);
				}
				catch (InterruptedException ex) {
					TaskContext.current().checkCancelled();
				}
			});
			this.simulation.sleep(SECOND);
			scope.launch("failing", () -> {
				throw new Untellable();
			});
			assertThat(sibling.awaitSettled(SECOND)).isTrue();
			assertThat(corral.monitor().scopes()).singleElement()
				.satisfies((shown) -> assertThat(shown.cancelled()).contains("\"failing\" failed"));
			assertThat(corral.monitor().recentPanics()).hasSize(1);
			scope.close();
		});
	}

	@Test
	void taskThatClosesItsOwnLauncherIsNotRestarted() {
		List<Integer> attempts = new ArrayList<>();
		run(UnaryOperator.identity(), (corral) -> {
			Task<?> task = corral.task("closer").restart(RestartPolicy.onPanic(2, HOUR)).launch(() -> {
				attempts.add(TaskContext.current().attempt());
				corral.close();
				throw new IllegalStateException("planted");
			});
			assertThat(task.awaitSettled(HOUR)).isTrue();
			assertThat(task.status()).isEqualTo(TaskStatus.PANICKED);
		});
		assertThat(attempts).containsExactly(1);
	}

	/** A throwable whose own methods fail. */
	private static final class Untellable extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public String getMessage() {
			throw new CompletionException(null);
		}

	}

}
