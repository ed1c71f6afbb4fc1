package dev.corral.benchmarks;

import java.util.concurrent.ExecutorService;

import dev.corral.Corral;

/**
 * Launch, run and settle of empty tasks against raw virtual threads, from one or several
 * launching threads: {@code benchmarks/run launch-1}, {@code benchmarks/run launch-2}.
 */
final class LaunchQuestion implements Question {

	private final int launchers;

	private final double gate;

	private final double goal;

	LaunchQuestion(int launchers, double gate, double goal) {
		this.launchers = launchers;
		this.gate = gate;
		this.goal = goal;
	}

	@Override
	public String name() {
		return "launch-" + this.launchers;
	}

	@Override
	public String text() {
		return "launch, run, settle of an empty task from " + this.launchers
				+ ((this.launchers == 1) ? " thread" : " threads") + " / Thread.startVirtualThread";
	}

	@Override
	public double gate() {
		return this.gate;
	}

	@Override
	public double goal() {
		return this.goal;
	}

	@Override
	public double[] measure(double seconds) throws Exception {
		try (Corral corral = Corral.create(); ExecutorService threads = Launches.launchers(this.launchers)) {
			return new Pair(Launches.together(this.launchers, (i) -> Launches.supervised(corral), threads),
					Launches.together(this.launchers, (i) -> Launches.raw(), threads))
				.ratios(seconds);
		}
	}

}
