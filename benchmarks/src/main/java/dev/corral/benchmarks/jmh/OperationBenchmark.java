package dev.corral.benchmarks.jmh;

import java.time.Duration;
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
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.Task;
import dev.corral.TaskSpec;
import dev.corral.monitor.Counts;

/**
 * What single operations of a launcher take: {@code benchmarks/run jmh Operation}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OperationBenchmark {

	private final Corral corral = Corral
		.create(CorralConfig.defaults().withMaxLive(10_000).withOnFull(OnFull.WAIT).withMaxWait(Duration.ofMinutes(1)));

	private final TaskSpec spec = this.corral.task("measured");

	/** Closes the launcher. */
	@TearDown
	public void close() {
		this.corral.close();
	}

	/**
	 * A launch, with whatever the running tasks take from the launching thread.
	 * @return the handle
	 */
	@Benchmark
	public Task<?> launch() {
		return this.spec.launch(OperationBenchmark::nothing);
	}

	/**
	 * A launch and the wait for it.
	 * @throws InterruptedException never
	 */
	@Benchmark
	public void launchAndJoin() throws InterruptedException {
		this.spec.launch(OperationBenchmark::nothing).join();
	}

	/** A scope that nothing is launched in. */
	@Benchmark
	public void openScopeAndClose() {
		this.corral.openScope("empty").close();
	}

	/**
	 * The sums of all counters.
	 * @return the counts
	 */
	@Benchmark
	public Counts counts() {
		return this.corral.counts();
	}

	private static void nothing() {
	}

}
