package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.ProofMode;

/**
 * What proof mode adds to a launch, where no side pays for the virtual machine's own list
 * of threads: of tasks that die young, {@code benchmarks/run proof-launch}, and of tasks
 * that get old and so need records, {@code benchmarks/run proof-old}.
 */
final class ProofLaunchQuestion implements Question {

	/** As many as fit several times into what is young. */
	private static final int OLD = 20_000;

	private final boolean old;

	ProofLaunchQuestion(boolean old) {
		this.old = old;
	}

	@Override
	public String name() {
		return this.old ? "proof-old" : "proof-launch";
	}

	@Override
	public String text() {
		return (this.old ? "launch, park, release, settle of " + OLD + " tasks"
				: "launch, run, settle of an empty task") + " from 1 thread, all with jdk.trackAllThreads=false";
	}

	// As of any launch without that list
	@Override
	public @Nullable Budget budget() {
		return this.old ? null : new Budget(1.7, 1.3);
	}

	@Override
	public List<String> options() {
		List<String> options = new ArrayList<>(Question.super.options());
		options.add(ProofMode.OPTION);
		return options;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		CorralConfig config = CorralConfig.defaults();
		try (Corral proving = ProofMode.create(config, true); Corral plain = ProofMode.create(config, false)) {
			Work on = work(proving);
			Work off = work(plain);
			Work raw = this.old ? this::parkRaw : Launches.raw();
			return new Rotation().compare("proof mode on / off", on, off)
				.compare("on / raw virtual threads", on, raw)
				.compare("off / raw virtual threads", off, raw)
				.ratios(seconds);
		}
	}

	private Work work(Corral corral) {
		return this.old ? () -> park(corral) : Launches.supervised(corral);
	}

	private static long park(Corral corral) throws InterruptedException {
		Parked parked = Parked.tasks(corral, OLD);
		parked.release(corral);
		return OLD;
	}

	private long parkRaw() throws InterruptedException {
		Parked.raw(OLD).release();
		return OLD;
	}

}
