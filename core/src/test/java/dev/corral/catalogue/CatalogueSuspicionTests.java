package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every row of the catalogue as the watcher sees it: leaks are suspected at the line that
 * blocks, mended code and patient tasks are not. Several runs of each with, for instance,
 * {@code -Dcorral.catalogue.repetitions=100}.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogueSuspicionTests {

	private static final int REPETITIONS = Integer.getInteger("corral.catalogue.repetitions", 1);

	/**
	 * Rows with more tasks are run a few times at most; to suspect all of them would take
	 * minutes.
	 */
	private static final int MANY = 10_000;

	private static final int FEW = 5;

	private static final Score found = new Score();

	private static final Score clean = new Score();

	static List<Row> leaking() {
		return Catalogue.leaking();
	}

	static List<Row> negatives() {
		return Catalogue.negatives();
	}

	static List<Row> smallNegatives() {
		return Catalogue.negatives().stream().filter((row) -> row.tasks() <= MANY).toList();
	}

	@AfterAll
	static void report() {
		System.out.printf("catalogue, suspicion: %d rows that leak, found in %s; clean: %s%n",
				Catalogue.leaking().size(), found, clean);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("leaking")
	void leakIsFoundWhereItBlocks(Row row) throws Exception {
		for (int i = 0; i < repetitions(row); i++) {
			found.count(() -> findLeaks(row));
		}
	}

	private static void findLeaks(Row row) throws Exception {
		try (Stage stage = Stage.hasty(row)) {
			Kept kept = row.leak(stage.corral());
			try (kept) {
				stage.awaitLeaks();
			}
			stage.endAll();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("leaking")
	void mendedCodeEndsWithoutAVerdict(Row row) throws Exception {
		for (int i = 0; i < repetitions(row); i++) {
			clean.count(() -> seeEnd(row));
		}
	}

	private static void seeEnd(Row row) throws Exception {
		try (Stage stage = Stage.calm(row)) {
			Kept kept = row.fixed(stage.corral());
			try (kept) {
				stage.awaitNothingLeft();
				assertThat(stage.verdicts()).isEmpty();
			}
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("smallNegatives")
	void patientTaskIsSuspectedAtMost(Row row) throws Exception {
		for (int i = 0; i < repetitions(row); i++) {
			clean.count(() -> seeSuspicion(row));
		}
	}

	private static void seeSuspicion(Row row) throws Exception {
		try (Stage stage = Stage.hasty(row)) {
			Kept kept = row.leak(stage.corral());
			try (kept) {
				if (!row.leaks().isEmpty()) {
					stage.awaitLeaks();
				}
				stage.awaitLooks();
				assertThat(stage.verdicts()).noneMatch((verdict) -> verdict.reason().isCertain());
				if (row.pattern() == Pattern.TIMED) {
					assertThat(stage.verdicts()).noneMatch((verdict) -> verdict.reason() == LeakReason.STUCK);
				}
			}
			stage.endAll();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("negatives")
	void declaredTaskIsCleanOfSuspicion(Row row) throws Exception {
		for (int i = 0; i < repetitions(row); i++) {
			clean.count(() -> seeNothing(row));
		}
	}

	private static void seeNothing(Row row) throws Exception {
		try (Stage stage = Stage.hasty(row)) {
			Kept kept = row.fixed(stage.corral());
			try (kept) {
				stage.awaitLooks();
				assertThat(stage.verdicts()).isEmpty();
			}
			stage.endAll();
		}
	}

	private static int repetitions(Row row) {
		return (row.tasks() > MANY) ? Math.min(FEW, REPETITIONS) : REPETITIONS;
	}

}
