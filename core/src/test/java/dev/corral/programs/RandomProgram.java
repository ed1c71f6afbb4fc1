package dev.corral.programs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.RestartPolicy;
import dev.corral.TaskSettings;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.simulation.SimulatedThread;
import dev.corral.internal.simulation.Simulation;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Gate;
import dev.corral.testing.Parts;

/**
 * A program made from a seed: threads, tasks and a tree of scopes that do random things
 * to one launcher, on a simulation of the same seed.
 */
final class RandomProgram {

	static final List<String> NAMES = List.of("a", "b", "c", "d");

	static final int MAX_DEPTH = 5;

	/** Ends every program that waits for itself. */
	private static final Duration LONGEST = Duration.ofMinutes(1);

	private static final Duration DAY = Duration.ofDays(1);

	static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

	private final SplittableRandom random;

	final Simulation simulation;

	final ProgramHistory history;

	final List<Gate> foreigners = new ArrayList<>();

	private final Corral[] opened = new Corral[1];

	int tasksLeft;

	int foreignersLeft;

	boolean fewNames;

	RandomProgram(long seed) {
		this.random = new SplittableRandom(seed);
		this.simulation = new Simulation(seed);
		this.history = new ProgramHistory(this.simulation, this.random.split());
	}

	/**
	 * Runs the program.
	 * @return what happened, line by line
	 * @throws AssertionError when something was not as it must be
	 */
	List<String> run(boolean strict) {
		if (this.random.nextBoolean()) {
			this.simulation.wild();
		}
		if (strict) {
			this.simulation.strict();
		}
		if (this.random.nextInt(3) == 0) {
			this.simulation
				.failingToStart((task) -> this.history.unstarted.put(Thread.currentThread(), (SupervisedTask<?>) task));
		}
		this.simulation.onQuiet(() -> QuietChecks.run(this.history));
		this.simulation
			.onTaskEnd(() -> this.history.check(CONTEXT.get() == null, () -> "a context is left on a thread"));
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		Log log = new Log();
		context.addTurboFilter(log);
		try {
			this.simulation.run(this::root);
		}
		finally {
			context.getTurboFilterList().remove(log);
		}
		FinalChecks.run(this.history);
		return this.history.trace;
	}

	List<String> trace() {
		return this.history.trace;
	}

	Corral corral() {
		return this.opened[0];
	}

	private void root() throws InterruptedException {
		Corral corral = DefaultCorral.create(config(this.random), this.simulation);
		this.opened[0] = corral;
		this.history.open(corral);
		corral.monitor().recordDurations(this.history::record);
		this.tasksLeft = this.random.nextInt(4, 30);
		this.foreignersLeft = this.random.nextInt(4);
		SimulatedThread reaper = this.simulation.start("reaper", this::reap);
		CONTEXT.set("root");
		new ProgramActor(this, this.random.split(), 0, null).freely(12, 30);
		Thread.interrupted();
		this.simulation.sleep(millis(this.random, 4000));
		closeLauncher();
		awaitEverybody();
		reaper.interrupt();
		this.history.scopes.forEach((scope) -> scope.scope.close());
	}

	private void reap() {
		try {
			this.simulation.sleep(LONGEST);
			closeLauncher();
		}
		catch (InterruptedException ex) {
			// The program has ended by itself
		}
	}

	void closeLauncher() {
		boolean first = !Parts.of(corral()).shutdown().hasBegun();
		this.history.step("closes the launcher");
		corral().close();
		this.history.stopped |= first;
	}

	// Also for those that others start meanwhile
	private void awaitEverybody() throws InterruptedException {
		int foreign = 0;
		int tasks = 0;
		while (foreign < this.foreigners.size() || tasks < this.history.planned.size()) {
			while (foreign < this.foreigners.size()) {
				this.foreigners.get(foreign++).await();
			}
			while (tasks < this.history.planned.size()) {
				SupervisedTask<?> task = this.history.planned.get(tasks++).task;
				this.history.check(task == null || task.awaitSettled(DAY), () -> task + " does not settle");
			}
		}
	}

	private CorralConfig config(SplittableRandom draw) {
		CorralConfig config = CorralConfig.defaults()
			.withMaxLive((draw.nextInt(3) == 0) ? 0 : 1 + draw.nextInt(6))
			.withOnFull(List.of(OnFull.values()).get(draw.nextInt(3)))
			.withMaxWait(millis(draw, 2000))
			.withCancelGrace(millis(draw, 1000))
			.withShutdownTimeout(millis(draw, 3000))
			.withLeakAfter(Duration.ofMillis(500 + draw.nextInt(3000)))
			.withCheckInterval(Duration.ofMillis(500 + draw.nextInt(1500)))
			.withListeners(List.of(this.history::onEvent))
			.withRecoveryHandlers(List.of((panic) -> this.history.recover(null, panic)));
		if (draw.nextInt(4) == 0) {
			config = config.withDefaultTimeout(Duration.ofMillis(1 + draw.nextInt(3000)));
		}
		if (draw.nextInt(3) == 0) {
			config = config.withTaskSettings(
					Map.of("a", TaskSettings.none().withMaxLive(1 + draw.nextInt(2)).withRestart(restart(draw))));
		}
		if (draw.nextInt(4) == 0) {
			this.fewNames = true;
			config = config.withMaxNames(2);
		}
		return (draw.nextInt(3) == 0) ? config : config.withContextCarriers(List.of(this::capture));
	}

	private ContextCarrier.@Nullable Context capture() {
		this.history.misbehave("capture");
		String bound = CONTEXT.get();
		return (bound == null) ? null : () -> {
			this.history.misbehave("restore");
			CONTEXT.set(bound);
			return () -> {
				CONTEXT.remove();
				this.history.misbehave("clear");
			};
		};
	}

	RestartPolicy restart(SplittableRandom draw) {
		RestartPolicy policy = (draw.nextInt(3) == 0) ? RestartPolicy.forever()
				: RestartPolicy.onPanic(1 + draw.nextInt(3), Duration.ofMillis(1 + draw.nextInt(3000)));
		policy = (draw.nextInt(3) == 0) ? policy.fixedDelay(Duration.ofMillis(1 + draw.nextInt(500)))
				: policy.backoff(Duration.ofMillis(1 + draw.nextInt(300)), Duration.ofMillis(300 + draw.nextInt(1000)))
					.withoutJitter();
		if (draw.nextInt(3) == 0) {
			policy = policy.retryIf(this.history::isRetried);
		}
		return (draw.nextInt(2) == 0) ? policy : policy.attemptTimeout(Duration.ofMillis(1 + draw.nextInt(1500)));
	}

	// Often none at all
	static Duration millis(SplittableRandom draw, int bound) {
		return (draw.nextInt(3) == 0) ? Duration.ZERO : Duration.ofMillis(draw.nextInt(bound));
	}

	/** Passes what the engine logs to the history, and to no appender. */
	private final class Log extends TurboFilter {

		@Override
		public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
				Object @Nullable [] arguments, @Nullable Throwable thrown) {
			if (!(Thread.currentThread() instanceof SimulatedThread thread)
					|| thread.simulation() != RandomProgram.this.simulation) {
				return FilterReply.NEUTRAL;
			}
			if (format != null && level == Level.ERROR) {
				RandomProgram.this.history.logged(format);
			}
			if (format != null && level == Level.WARN) {
				RandomProgram.this.history.warned(format);
			}
			return FilterReply.DENY;
		}

	}

}
