package dev.corral.benchmarks.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import dev.corral.benchmarks.Budget;
import dev.corral.benchmarks.CollectedHeap;
import dev.corral.benchmarks.Parked;

/**
 * Launches at a steady rate while clients of another virtual machine dump without a
 * break, against the same while they ask for health instead, and what stays on the heap:
 * {@code benchmarks/run clients}. Both take turns; most dumps are refused with 429, as
 * they have to be.
 */
public final class ClientsRun {

	private static final double MIB = 1 << 20;

	private static final double P99 = 0.99;

	private static final Budget LATENCY = Budget.gate(3);

	private static final Budget GROWTH_MIB = Budget.gate(1);

	/** Warms up for this share of a phase. */
	private static final int WARM_UP = 6;

	private final Settings settings;

	private final Service service;

	private final ClientsProcess clients;

	private ClientsRun(Settings settings, Service service, ClientsProcess clients) {
		this.settings = settings;
		this.service = service;
		this.clients = clients;
	}

	/**
	 * Measures, prints and writes.
	 * @param args the file to write, then, if wanted, {@code clients=50},
	 * {@code rate=5000} launches a second, {@code parked=2000} tasks, {@code seconds=60}
	 * a phase, or {@code rounds=2} of phases
	 * @throws Exception when it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		Arguments arguments = Arguments.of(Arrays.asList(args).subList(1, args.length), "clients=50", "rate=5000",
				"parked=2000", "seconds=60", "rounds=2", "virtual=false");
		Settings settings = new Settings(arguments.whole("clients"), arguments.whole("rate"), arguments.whole("parked"),
				arguments.number("seconds"), arguments.whole("rounds"), arguments.flag("virtual"));
		tell(run(settings)).publish(Path.of(args[0]));
	}

	/**
	 * Measures.
	 * @param settings how much of everything
	 * @return phases, in the order in which they were run
	 * @throws Exception when it cannot be measured
	 */
	static List<Phase> run(Settings settings) throws Exception {
		try (Service service = Service.start("spring.threads.virtual.enabled=" + settings.virtual());
				ClientsProcess clients = ClientsProcess.start(service.address(), settings.clients())) {
			Parked parked = Parked.tasks(service.corral(), settings.parked());
			List<Phase> phases = new ClientsRun(settings, service, clients).phases();
			parked.release(service.corral());
			return phases;
		}
	}

	private List<Phase> phases() throws IOException, InterruptedException {
		int launches = this.settings.launches();
		for (Clients.Wish wish : Clients.Wish.values()) {
			phase(wish, Math.max(1, launches / WARM_UP), new LaunchTimes(launches));
		}
		// Room for all times is there before the heap is looked at
		Iterator<LaunchTimes> room = Stream.generate(() -> new LaunchTimes(launches))
			.limit((long) this.settings.rounds() * Clients.Wish.values().length)
			.toList()
			.iterator();
		List<Phase> phases = new ArrayList<>();
		while (room.hasNext()) {
			for (Clients.Wish wish : Clients.Wish.values()) {
				phases.add(phase(wish, launches, room.next()));
			}
		}
		return phases;
	}

	private Phase phase(Clients.Wish wish, int launches, LaunchTimes times) throws IOException, InterruptedException {
		long heapBefore = CollectedHeap.settled();
		this.clients.begin(wish);
		LaunchLoad.Fate fate = new LaunchLoad(this.service.corral(), this.settings.rate(), launches).run(times);
		Clients.Answers answers = this.clients.end();
		return new Phase(wish, answers, fate, times, heapBefore, CollectedHeap.settled());
	}

	private static Findings tell(List<Phase> phases) {
		Findings findings = new Findings();
		findings.table("clients ask for", "seconds", "200", "429", "others", "MiB answered", "launches", "failed",
				"live MiB before", "after");
		for (Phase phase : phases) {
			Clients.Answers answers = phase.answers();
			findings.row(phase.wish().name(), Findings.number(phase.fate().seconds()),
					Findings.whole(answers.complete()), Findings.whole(answers.tooMany()),
					Findings.whole(answers.others()), Findings.number(answers.bytes() / MIB),
					Findings.whole(phase.fate().launched()), Findings.whole(phase.fate().failed()),
					Findings.number(phase.heapBefore() / MIB), Findings.number(phase.heapAfter() / MIB));
		}
		findings.table("microseconds of a launch", "call p50", "p99", "p99.9", "max", "from its intended start p50",
				"p99", "p99.9", "max");
		phases.forEach((phase) -> tell(findings, phase.wish().name(), phase.times()));
		LaunchTimes health = together(phases, Clients.Wish.HEALTH);
		LaunchTimes tasks = together(phases, Clients.Wish.TASKS);
		tell(findings, "all HEALTH", health);
		tell(findings, "all TASKS", tasks);
		findings.gap();
		findings.none("launches that failed", phases.stream().mapToLong((phase) -> phase.fate().failed()).sum());
		findings.none("answers but 200 and 429", phases.stream().mapToLong((phase) -> phase.answers().others()).sum());
		verdict(findings, "from its intended start", (times) -> times.sinceIntended(P99), tasks, health);
		verdict(findings, "of the call alone", (times) -> times.call(P99), tasks, health);
		findings.verdict("MiB that the live heap grew by from the first phase to the last",
				(phases.getLast().heapAfter() - phases.getFirst().heapAfter()) / MIB, GROWTH_MIB);
		return findings;
	}

	private static void tell(Findings findings, String name, LaunchTimes times) {
		findings.row(name, Findings.number(times.call(0.5)), Findings.number(times.call(P99)),
				Findings.number(times.call(0.999)), Findings.number(times.call(1)),
				Findings.number(times.sinceIntended(0.5)), Findings.number(times.sinceIntended(P99)),
				Findings.number(times.sinceIntended(0.999)), Findings.number(times.sinceIntended(1)));
	}

	private static void verdict(Findings findings, String what, ToDoubleFunction<LaunchTimes> figure, LaunchTimes tasks,
			LaunchTimes health) {
		findings.verdict("p99 of a launch " + what + ", while clients dump / while they ask for health",
				figure.applyAsDouble(tasks) / figure.applyAsDouble(health), LATENCY);
	}

	private static LaunchTimes together(List<Phase> phases, Clients.Wish wish) {
		return LaunchTimes.together(phases.stream().filter((phase) -> phase.wish() == wish).map(Phase::times).toList());
	}

	/**
	 * How much of everything.
	 *
	 * @param clients at once
	 * @param rate launches a second
	 * @param parked tasks that stay
	 * @param seconds a phase
	 * @param rounds of one phase of each kind
	 * @param virtual whether requests are served on virtual threads
	 */
	record Settings(int clients, int rate, int parked, double seconds, int rounds, boolean virtual) {

		private int launches() {
			return (int) (this.rate * this.seconds);
		}

	}

	/**
	 * What was seen while clients asked for one thing.
	 *
	 * @param wish what they asked for
	 * @param answers what they got
	 * @param fate what became of the launches
	 * @param times how long those took
	 * @param heapBefore bytes that lived before
	 * @param heapAfter bytes that live when all is quiet again
	 */
	record Phase(Clients.Wish wish, Clients.Answers answers, LaunchLoad.Fate fate, LaunchTimes times, long heapBefore,
			long heapAfter) {

	}

}
