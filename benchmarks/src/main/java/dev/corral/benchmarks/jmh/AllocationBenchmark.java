package dev.corral.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.corral.Corral;
import dev.corral.TaskSpec;

/**
 * What a launch allocates in all threads, the task's own included, beside a raw virtual
 * thread: {@code benchmarks/run jmh Allocation}. Read {@code gc.alloc.rate.norm}, in
 * bytes; each launch is joined, and a join allocates too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AllocationBenchmark {

	private final Corral corral = Corral.create();

	private final TaskSpec spec = this.corral.task("allocating");

	/** Closes the launcher. */
	@TearDown
	public void close() {
		this.corral.close();
	}

	/**
	 * Supervised.
	 * @throws InterruptedException never
	 */
	@Benchmark
	public void supervised() throws InterruptedException {
		this.spec.launch(AllocationBenchmark::nothing).join();
	}

	/**
	 * Raw.
	 * @throws InterruptedException never
	 */
	@Benchmark
	public void raw() throws InterruptedException {
		Thread.startVirtualThread(AllocationBenchmark::nothing).join();
	}

	private static void nothing() {
	}

}
