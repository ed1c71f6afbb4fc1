package dev.corral.programs;

import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskContext;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.testing.Parts;
import dev.corral.internal.simulation.Simulation;

/** What a task does, attempt by attempt. */
final class ProgramBody implements Callable<Object> {

	private final RandomProgram program;

	private final PlannedLaunch plan;

	private final SplittableRandom random;

	private final int depth;

	ProgramBody(RandomProgram program, PlannedLaunch plan, SplittableRandom random, int depth) {
		this.program = program;
		this.plan = plan;
		this.random = random;
		this.depth = depth;
	}

	void run() throws Exception {
		attempt(null);
	}

	@Override
	public Object call() throws Exception {
		Object value = new Object();
		attempt(value);
		return value;
	}

	private void attempt(@Nullable Object value) throws Exception {
		SupervisedTask<?> self = Parts.of(this.program.corral()).registry().find(TaskContext.current().id());
		if (self == null) {
			throw new AssertionError("a running task is not registered");
		}
		this.program.history.begins(this.plan, self, RandomProgram.CONTEXT.get());
		try {
			act(new ProgramActor(this.program, this.random.split(), this.depth, self));
			this.program.history.returns(self, value);
		}
		catch (Throwable ex) {
			this.program.history.panics(self, ex);
			throw ex;
		}
	}

	private void act(ProgramActor actor) throws Exception {
		boolean deaf = this.random.nextInt(4) == 0;
		try {
			if (deaf) {
				actor.freely(1, 6);
			}
			for (int step = this.random.nextInt(8); step > 0; step--) {
				actor.step();
			}
		}
		catch (InterruptedException ex) {
			answer(ex);
		}
		if (this.random.nextInt(10) < 3) {
			panic();
		}
	}

	// Ends, continues, or fails late
	private void answer(InterruptedException ex) throws Exception {
		switch (this.random.nextInt(5)) {
			case 0 -> panic();
			case 1 -> this.program.simulation.yield();
			case 2 -> throw new CompletionException(ex);
			default -> throw ex;
		}
	}

	private void panic() throws Exception {
		switch (this.random.nextInt(8)) {
			case 0 -> throw new Exception("planted");
			case 1 -> throw new InterruptedException("planted");
			case 2 -> throw new CancellationException("planted");
			case 3 -> throw new OutOfMemoryError("planted");
			case 4 -> throw new AssertionError("planted");
			case 5 -> throw new HostileException(this.program.simulation);
			default -> throw new IllegalStateException("planted");
		}
	}

	/** What the methods of a hostile exception throw. */
	static final class Unprintable extends IllegalStateException {

		private static final long serialVersionUID = 1;

	}

	/** Its own methods are user code, which fails. */
	private static final class HostileException extends RuntimeException {

		private static final long serialVersionUID = 1;

		private final transient Simulation simulation;

		private HostileException(Simulation simulation) {
			this.simulation = simulation;
		}

		@Override
		public String getMessage() {
			this.simulation.yield();
			throw new Unprintable();
		}

	}

}
