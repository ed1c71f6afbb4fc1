package dev.corral.benchmarks.endpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.corral.benchmarks.Budget;
import dev.corral.benchmarks.Parked;

/**
 * Seconds, bytes and heap of dumps of parked tasks, as the endpoint answers with them,
 * against {@code HotSpotDiagnosticMXBean.dumpThreads} of the same threads as JSON:
 * {@code benchmarks/run dumps}. All take turns in one virtual machine, the client among
 * them, which writes to a file what it gets.
 */
public final class DumpsRun {

	private static final double MIB = 1 << 20;

	private static final int LEAST_ROUNDS = 2;

	/** Below, what a request costs by itself is most of it. */
	private static final int LEAST_JUDGED = 100_000;

	private static final Budget TIME = new Budget(0.5, 0.25);

	private static final Budget GROWTH_MIB = Budget.gate(64);

	private DumpsRun() {
	}

	/**
	 * Measures, prints and writes.
	 * @param args the file to write, then, if wanted, {@code tasks=100000,1000000} or
	 * {@code seconds=30}
	 * @throws Exception when it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		Arguments arguments = Arguments.of(Arrays.asList(args).subList(1, args.length), "tasks=100000,1000000",
				"seconds=30");
		run(arguments.several("tasks"), arguments.number("seconds")).publish(Path.of(args[0]));
	}

	/**
	 * Measures.
	 * @param numbers how many tasks are parked, one after the other
	 * @param seconds for how long rounds are begun, of which there are at least two
	 * @return a table for each number, then verdicts
	 * @throws Exception when it cannot be measured
	 */
	static Findings run(List<Integer> numbers, double seconds) throws Exception {
		Findings findings = new Findings();
		// No task gets old enough for looks at its stack
		try (Service service = Service.start("corral.max-live=0", "corral.leak.after=1d")) {
			for (int number : numbers) {
				Parked parked = Parked.tasks(service.corral(), number);
				List<DumpWay> ways = DumpWay.all(service);
				if (number == numbers.getFirst()) {
					warmUp(ways);
				}
				List<DumpCost> costs = measured(ways, seconds);
				parked.release(service.corral());
				tell(findings, number, costs);
			}
		}
		return findings;
	}

	// Compiles what is about to be timed
	private static void warmUp(List<DumpWay> ways) throws Exception {
		for (DumpWay way : ways) {
			way.run();
		}
	}

	private static List<DumpCost> measured(List<DumpWay> ways, double seconds) throws Exception {
		List<DumpCost> costs = ways.stream().map(DumpCost::new).toList();
		long start = System.nanoTime();
		for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() - start < seconds * 1e9; round++) {
			List<DumpCost> order = (round % 2 == 0) ? costs : costs.reversed();
			for (DumpCost cost : order) {
				cost.time();
			}
		}
		for (DumpCost cost : costs) {
			cost.measureHeap();
		}
		return costs;
	}

	private static void tell(Findings findings, int number, List<DumpCost> costs) {
		DumpCost baseline = costs.getLast();
		String tasks = Findings.whole(number) + " parked tasks";
		findings.table(tasks, "seconds", "/ dumpThreads", "MiB written", "MiB allocated", "MiB the live heap grew by",
				"runs");
		for (DumpCost cost : costs) {
			findings.row(cost.name(), Findings.number(cost.medianSeconds()), Findings.number(cost.ratioTo(baseline)),
					mib(cost.size()), mib(cost.allocated()), mib(cost.growth()), Findings.whole(cost.runs()));
		}
		findings.gap();
		for (DumpCost cost : costs) {
			if (number >= LEAST_JUDGED && DumpWay.BUDGETED.contains(cost.name())) {
				findings.verdict(cost.name() + " of " + tasks + " / dumpThreads", cost.ratioTo(baseline), TIME);
			}
			if (cost != baseline) {
				findings.verdict("MiB that the live heap grew by during " + cost.name() + " of " + tasks,
						cost.growth() / MIB, GROWTH_MIB);
			}
		}
	}

	private static String mib(long bytes) {
		return Findings.number(bytes / MIB);
	}

}
