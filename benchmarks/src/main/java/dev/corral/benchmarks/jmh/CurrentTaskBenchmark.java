package dev.corral.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import dev.corral.Corral;
import dev.corral.TaskContext;

/**
 * What a task pays to find itself, many times within one task so that the launch is
 * spread thin: {@code benchmarks/run jmh CurrentTask}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CurrentTaskBenchmark {

	private static final int TIMES = 100_000;

	private final Corral corral = Corral.create();

	/** Closes the launcher. */
	@TearDown
	public void close() {
		this.corral.close();
	}

	/**
	 * Finds the current task.
	 * @param blackhole takes what is found
	 * @throws InterruptedException never
	 */
	@Benchmark
	@OperationsPerInvocation(TIMES)
	public void current(Blackhole blackhole) throws InterruptedException {
		this.corral.launch("looking", () -> {
			for (int i = 0; i < TIMES; i++) {
				blackhole.consume(TaskContext.current());
			}
		}).join();
	}

}
