package dev.corral.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** All that is asked, in the order of the report. */
final class Questions {

	private static final List<Question> BUDGETS = List.of(LaunchQuestion.from(1, new Budget(1.6, 1.2)),
			LaunchQuestion.from(2, new Budget(2.0, 1.4)), new StructuredQuestion(true),
			LaunchQuestion.untracked(new Budget(1.7, 1.3)), new TimeoutQuestion(), new RefusalQuestion(false),
			new ForeignQuestion(false), new AllocationQuestion(), new ProofLaunchQuestion(false),
			ParkedHeapQuestion.million(), ParkedHeapQuestion.proof(), new CancelQuestion(), new DumpQuestion(),
			new DumpHeapQuestion(Dumps.GROUPED), new DumpHeapQuestion(Dumps.FULL), new DumpLatencyQuestion(),
			new WatcherQuestion(false), new WatcherQuestion(true), new ScrapeQuestion());

	// Comparisons, and what takes too long for a quick run
	private static final List<Question> OTHERS = List.of(ParkedHeapQuestion.few(), new PeersQuestion(),
			new PeersTimeoutQuestion(), new StructuredQuestion(false), new EverythingQuestion(), new JoinedQuestion(),
			new DeepQuestion(), new ScopeQuestion(10), new ScopeQuestion(1_000), new ScopeQuestion(100_000),
			new PanicQuestion(), new GrowthQuestion(), new GrowthDumpQuestion(), new RefusalQuestion(true),
			new ForeignQuestion(true), new CoroutinesDumpQuestion(), PauseQuestion.of(PauseQuestion.Kind.FULL),
			PauseQuestion.of(PauseQuestion.Kind.YOUNG), PauseQuestion.proof(PauseQuestion.Kind.FULL),
			PauseQuestion.proof(PauseQuestion.Kind.YOUNG), PauseQuestion.proof(PauseQuestion.Kind.REMARK),
			new ProofLaunchQuestion(true));

	private static final List<Question> ALL = Stream.concat(BUDGETS.stream(), OTHERS.stream()).toList();

	private Questions() {
	}

	static List<Question> all() {
		return ALL;
	}

	// Every budget, within minutes
	static List<Question> budgets() {
		return BUDGETS;
	}

	static Question named(String name) {
		return ALL.stream()
			.filter((question) -> question.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'question' must be one of "
					+ ALL.stream().map(Question::name).toList() + ", but was '" + name + "'"));
	}

}
