package dev.corral.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

import dev.corral.Corral;
import dev.corral.ProofMode;

/**
 * Launch, run and settle of empty tasks against raw virtual threads, from one or several
 * launching threads, with or without the virtual machine's own list of all virtual
 * threads: {@code benchmarks/run launch-1}, {@code benchmarks/run launch-2},
 * {@code benchmarks/run untracked}.
 */
final class LaunchQuestion implements Question {

	private final String name;

	private final int launchers;

	private final boolean tracked;

	private final Budget budget;

	private LaunchQuestion(String name, int launchers, boolean tracked, Budget budget) {
		this.name = name;
		this.launchers = launchers;
		this.tracked = tracked;
		this.budget = budget;
	}

	static Question from(int launchers, Budget budget) {
		return new LaunchQuestion("launch-" + launchers, launchers, true, budget);
	}

	static Question untracked(Budget budget) {
		return new LaunchQuestion("untracked", 1, false, budget);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String text() {
		return "launch, run, settle of an empty task from " + this.launchers
				+ ((this.launchers == 1) ? " thread" : " threads") + " / Thread.startVirtualThread"
				+ (this.tracked ? "" : ", both with jdk.trackAllThreads=false");
	}

	@Override
	public Budget budget() {
		return this.budget;
	}

	@Override
	public List<String> options() {
		List<String> options = new ArrayList<>(Question.super.options());
		if (!this.tracked) {
			options.add(ProofMode.OPTION);
		}
		return options;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create(); ExecutorService threads = Launches.launchers(this.launchers)) {
			return Rotation
				.pair(Launches.together(this.launchers, (i) -> Launches.supervised(corral), threads),
						Launches.together(this.launchers, (i) -> Launches.raw(), threads))
				.ratios(seconds);
		}
	}

}
