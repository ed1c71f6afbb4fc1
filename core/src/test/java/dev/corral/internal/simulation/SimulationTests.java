package dev.corral.internal.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.testing.Gate;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SimulationTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final List<String> lines = new ArrayList<>();

	private List<String> twoThatYield(long seed) {
		List<String> lines = new ArrayList<>();
		Simulation simulation = new Simulation(seed);
		simulation.run(() -> {
			for (String name : List.of("a", "b")) {
				simulation.start(name, () -> {
					for (int step = 0; step < 4; step++) {
						lines.add(name + step);
						simulation.yield();
					}
				});
			}
		});
		return lines;
	}

	@Test
	void sameSeedGivesTheSameInterleavingAndOtherSeedsOthers() {
		Set<List<String>> seen = new HashSet<>();
		for (long seed = 0; seed < 50; seed++) {
			List<String> lines = twoThatYield(seed);
			assertThat(twoThatYield(seed)).isEqualTo(lines);
			seen.add(lines);
		}
		assertThat(seen).hasSizeGreaterThan(10);
	}

	@Test
	void threadRunsOnUntilItParksYieldsOrEnds() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			simulation.start("other", () -> this.lines.add("other"));
			this.lines.add("root");
			simulation.unpark(Thread.currentThread());
			this.lines.add("root still");
			simulation.sleep(SECOND);
			this.lines.add("root again");
		});
		assertThat(this.lines).containsExactly("root", "root still", "other", "root again");
	}

	@Test
	void timeGoesToWhereTheFirstParkEnds() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			simulation.start("later", () -> {
				simulation.sleep(SECOND.multipliedBy(3));
				this.lines.add("later " + simulation.elapsed());
			});
			simulation.sleep(SECOND);
			this.lines.add("sooner " + simulation.elapsed());
		});
		assertThat(this.lines).containsExactly("sooner PT1S", "later PT3S");
		assertThat(simulation.liveThreads()).isZero();
	}

	@Test
	void unparkBeforeAParkIsNotLostAndNotKeptTwice() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			simulation.unpark(Thread.currentThread());
			simulation.unpark(Thread.currentThread());
			simulation.park(this, SECOND.toNanos());
			this.lines.add("first " + simulation.elapsed());
			simulation.park(this, SECOND.toNanos());
			this.lines.add("second " + simulation.elapsed());
		});
		assertThat(this.lines).containsExactly("first PT0S", "second PT1S");
	}

	@Test
	void interruptEndsASleepAtOnce() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Thread sleeper = simulation.start("sleeper", () -> {
				try {
					simulation.sleep(SECOND.multipliedBy(2));
				}
				catch (InterruptedException ex) {
					this.lines
						.add("interrupted " + simulation.elapsed() + " " + Thread.currentThread().isInterrupted());
				}
			});
			simulation.sleep(SECOND);
			sleeper.interrupt();
			this.lines.add("flag " + sleeper.isInterrupted());
		});
		assertThat(this.lines).containsExactly("flag true", "interrupted PT1S false");
	}

	@Test
	void interruptOfAThreadThatWaitsOnlyForItsTurnIsThereWhenItRuns() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Thread[] other = new Thread[1];
			other[0] = simulation.start("other", () -> {
				while (!Thread.currentThread().isInterrupted()) {
					simulation.yield();
				}
				simulation.park(this, Long.MAX_VALUE);
				this.lines.add("park does not wait, flag " + Thread.interrupted());
			});
			simulation.yield();
			other[0].interrupt();
		});
		assertThat(this.lines).containsExactly("park does not wait, flag true");
	}

	@Test
	void programThatThrowsFailsWithItsSeed() {
		Simulation simulation = new Simulation(4711);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> simulation.run(() -> {
			throw new IllegalStateException("planted");
		})).withMessageContainingAll("seed 4711", "planted");
	}

	@Test
	void programThatHangsFailsWithItsSeedAndTheStacks() {
		Simulation simulation = new Simulation(4711);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> simulation.run(new Gate(simulation)::await))
			.withMessageContainingAll("No thread can run any more", "seed 4711", "\"root\" ROOT WAITING for",
					"dev.corral.testing.Gate.await");
	}

	@Test
	void watcherThatLooksForEverDoesNotHideThatAProgramHangs() {
		Simulation simulation = new Simulation(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults(), simulation);
			corral.launch("waits", new Gate(simulation)::await).join();
		})).withMessageContainingAll("No thread can run any more", "\"waits\" TASK WAITING");
	}

	@Test
	void programThatSpinsWhileTimeStandsStillFails() {
		Simulation simulation = new Simulation(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> simulation.run(() -> {
			while (true) {
				simulation.yield();
			}
		})).withMessageContainingAll("A thread does not park for too long", "\"root\" ROOT RUNNABLE");
	}

	@Test
	void threadThatCannotBeHadIsALaunchThatFailsAndLeavesNothing() {
		Simulation simulation = new Simulation(1).failingToStart((body) -> this.lines.add("not started"));
		simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults(), simulation);
			for (int i = 0; i < 500; i++) {
				try {
					corral.launch("task", () -> {
					});
				}
				catch (OutOfMemoryError ex) {
					this.lines.add("failed");
				}
			}
			corral.close();
			assertThat(Parts.of(corral).admission().all().taken()).isZero();
			assertThat(corral.counts().cancelled())
				.isEqualTo(this.lines.stream().filter("not started"::equals).count());
			assertThat(corral.counts().rejected() + corral.counts().cancelled())
				.isEqualTo(this.lines.stream().filter("failed"::equals).count());
		});
		assertThat(this.lines).contains("failed", "not started");
	}

	@Test
	void parkUnderAMonitorFails() {
		Simulation simulation = new Simulation(1).strict();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> simulation.run(() -> {
			synchronized (this.lines) {
				simulation.sleep(SECOND);
			}
		})).withMessageContaining("holds a monitor");
	}

	@Test
	void engineLeavesNoThreadWhenItIsClosed() {
		Simulation simulation = new Simulation(1);
		simulation.run(() -> {
			Corral corral = DefaultCorral.create(CorralConfig.defaults(), simulation);
			corral.task("sleeps").timeout(SECOND).launch(() -> simulation.sleep(SECOND.multipliedBy(2)));
			simulation.sleep(SECOND.multipliedBy(3));
			corral.close();
		});
		assertThat(simulation.liveThreads()).isZero();
	}

}
