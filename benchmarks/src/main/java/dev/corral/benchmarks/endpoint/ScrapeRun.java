package dev.corral.benchmarks.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.benchmarks.Budget;

/**
 * A scrape of a service that has launched tasks of very many names, against one of a
 * service with as many names as are told apart: {@code benchmarks/run scrapes}. Both
 * services are in one virtual machine and are scraped in turn.
 */
public final class ScrapeRun {

	private static final String LAUNCHED = "corral_tasks_launched_total{";

	private static final Budget TIME = Budget.gate(3);

	private static final int MOST_SCRAPES = 1000;

	private ScrapeRun() {
	}

	/**
	 * Measures, prints and writes.
	 * @param args the file to write, then, if wanted, {@code names=10000} or
	 * {@code rounds=50}
	 * @throws Exception when it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		Arguments arguments = Arguments.of(Arrays.asList(args).subList(1, args.length), "names=10000", "rounds=50");
		run(arguments.whole("names"), arguments.whole("rounds")).publish(Path.of(args[0]));
	}

	/**
	 * Measures.
	 * @param names how many names are launched, once each
	 * @param rounds how often both are scraped
	 * @return a table, then verdicts
	 * @throws Exception when it cannot be measured
	 */
	static Findings run(int names, int rounds) throws Exception {
		String exposed = "management.endpoints.web.exposure.include=prometheus";
		Path file = Files.createTempFile("scrape", ".txt");
		try (Service few = Service.start(exposed); Service many = Service.start(exposed)) {
			int cap = CorralConfig.defaults().maxNames();
			Side fewNames = new Side(few, cap, file);
			Side manyNames = new Side(many, names, file);
			for (int i = 0; i < rounds; i++) {
				fewNames.scrape();
				manyNames.scrape();
			}
			return tell(fewNames, manyNames, cap);
		}
		finally {
			Files.delete(file);
		}
	}

	private static Findings tell(Side few, Side many, int cap) {
		Findings findings = new Findings();
		findings.table("names", "milliseconds", "MiB", "names in the scrape", "launches in the scrape", "scrapes");
		for (Side side : List.of(few, many)) {
			findings.row(Findings.whole(side.names), Findings.number(side.medianSeconds() * 1000),
					Findings.number(side.size / (double) (1 << 20)), Findings.whole(side.namesSeen),
					Findings.whole(side.launchesSeen), Findings.whole(side.seconds.size()));
		}
		findings.gap();
		findings.none("names beyond " + cap + " and one for the others", Math.max(0, many.namesSeen - cap - 1));
		findings.none("launches that are missing from the scrapes",
				few.names - few.launchesSeen + many.names - many.launchesSeen);
		findings.verdict("scrape with " + Findings.whole(many.names) + " names / with " + Findings.whole(few.names),
				many.medianSeconds() / few.medianSeconds(), TIME);
		return findings;
	}

	/** One service and what its scrapes took. */
	private static final class Side {

		private final Service service;

		private final int names;

		private final Path file;

		private final List<Double> seconds = new ArrayList<>();

		private long size;

		private long namesSeen;

		private long launchesSeen;

		private Side(Service service, int names, Path file) throws Exception {
			this.service = service;
			this.names = names;
			this.file = file;
			launchAll(service.corral());
			awaitLaunches();
		}

		// Names become meters on a thread of the launcher's
		private void awaitLaunches() throws IOException, InterruptedException {
			for (int i = 0; this.launchesSeen < this.names; i++) {
				if (i == MOST_SCRAPES) {
					throw new IllegalStateException("Of " + this.names + " launches only " + this.launchesSeen
							+ " are in the scrape after " + MOST_SCRAPES + " scrapes");
				}
				fetch();
				readCounters();
			}
		}

		private void launchAll(Corral corral) throws InterruptedException {
			for (int i = 0; i < this.names; i++) {
				corral.launch("order-" + i, () -> {
				}).join();
			}
		}

		private void scrape() throws IOException, InterruptedException {
			long start = System.nanoTime();
			fetch();
			this.seconds.add((System.nanoTime() - start) / 1e9);
			readCounters();
		}

		private void fetch() throws IOException, InterruptedException {
			this.service.fetch("/actuator/prometheus", "text/plain", this.file);
		}

		private void readCounters() throws IOException {
			this.size = Files.size(this.file);
			List<String> launched = Files.readAllLines(this.file)
				.stream()
				.filter((line) -> line.startsWith(LAUNCHED))
				.toList();
			this.namesSeen = launched.size();
			this.launchesSeen = (long) launched.stream()
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
				.sum();
		}

		private double medianSeconds() {
			return this.seconds.stream().sorted().skip(this.seconds.size() / 2).findFirst().orElse(Double.NaN);
		}

	}

}
