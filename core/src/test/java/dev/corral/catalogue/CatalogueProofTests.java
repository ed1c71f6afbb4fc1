package dev.corral.catalogue;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.TaskLauncher;
import dev.corral.monitor.RecentLeak;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every row of the catalogue as the garbage collector sees it: of what leaks, exactly the
 * tasks are proved that can be; of mended code and of negatives, none ever. Several runs
 * of each with {@code -Dcorral.catalogue.repetitions=100}; with each collector by
 * {@code core/src/test/scripts/catalogue-proof}.
 */
@Tag("proof")
@Timeout(value = 3600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogueProofTests {

	private static final int REPETITIONS = Integer.getInteger("corral.catalogue.repetitions", 1);

	/** Rows with more tasks are run a few times at most. */
	private static final int MANY = 10_000;

	private static final int FEW = 5;

	/** Of each run of a negative. */
	private static final int LOOKS = 2;

	private static final Score proved = new Score();

	private static final Score shown = new Score();

	private static final Score mended = new Score();

	private static final Score negative = new Score();

	private static int collections;

	private static int mostCollections;

	private static int lookCollections;

	private static int mostLookCollections;

	static List<Row> leaking() {
		return Catalogue.leaking();
	}

	static List<Row> partlyProvable() {
		return Catalogue.leaking().stream().filter((row) -> row.leaks().stream().anyMatch(Leak::provable)).toList();
	}

	static List<Row> negatives() {
		return Catalogue.negatives().stream().filter((row) -> row.tasks() <= MANY).toList();
	}

	static List<Row> crowds() {
		return Catalogue.negatives().stream().filter((row) -> row.tasks() > MANY).toList();
	}

	@AfterAll
	static void report() {
		System.out.printf(
				"catalogue, proof, %s, %d MiB:%n  leaks: %s as expected, %d collections, at most %d in a run%n"
						+ "  suspected, then proved with their stack: %s%n  mended, never proved: %s%n"
						+ "  negatives, never proved: %s, %d collections, at most %d in a run%n",
				collectors(), Runtime.getRuntime().maxMemory() >> 20, proved, collections, mostCollections, shown,
				mended, negative, lookCollections, mostLookCollections);
	}

	private static List<String> collectors() {
		return ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).toList();
	}

	private static boolean isZgc() {
		return collectors().stream().anyMatch((name) -> name.startsWith("ZGC"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("leaking")
	void leakIsProvedWhereItCanBe(Row row) throws Exception {
		for (int i = 0; i < REPETITIONS; i++) {
			proved.count(() -> proveLeaks(row));
		}
	}

	private static void proveLeaks(Row row) throws Exception {
		try (Stage stage = Stage.proving(row)) {
			Prover prover = new Prover(stage);
			Kept kept = row.leak(stage.corral());
			try (kept) {
				prover.awaitPlaces();
				prover.proveLeaks();
			}
			prover.endAll();
			collections += prover.collections();
			mostCollections = Math.max(mostCollections, prover.collections());
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("partlyProvable")
	void suspectedLeakIsProvedWithItsStack(Row row) throws Exception {
		shown.count(() -> {
			try (Stage stage = Stage.hastyProving(row)) {
				Prover prover = new Prover(stage);
				Kept kept = row.leak(stage.corral());
				try (kept) {
					Set<Long> suspected = prover.awaitSuspicions();
					prover.proveLeaks();
					assertThat(prover.stories())
						.allMatch((story) -> isShown(row, story) || !suspected.contains(story.task()));
				}
				prover.endAll();
			}
		});
	}

	private static boolean isShown(Row row, RecentLeak story) {
		return row.leaks()
			.stream()
			.anyMatch((leak) -> leak.task().equals(story.name()) && leak.isShownIn(story.stack()));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("leaking")
	void mendedCodeIsNeverProved(Row row) throws Exception {
		for (int i = 0; i < REPETITIONS; i++) {
			mended.count(() -> seeEnd(row));
		}
	}

	private static void seeEnd(Row row) throws Exception {
		try (Stage stage = Stage.proving(row)) {
			Kept kept = row.fixed(stage.corral());
			try (kept) {
				do {
					stage.corral().monitor().proveUnreachable();
				}
				while (!stage.isNothingLeft());
				assertThat(stage.corral().counts().unreachable()).isZero();
			}
		}
	}

	// Every second run beside a thread that allocates
	@ParameterizedTest(name = "{0}")
	@MethodSource("negatives")
	void negativeIsNeverProved(Row row) throws Exception {
		for (int i = 0; i < Math.max(2, REPETITIONS); i++) {
			seeNoProof(row, i % 2 != 0);
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("crowds")
	void crowdIsNeverProved(Row row) throws Exception {
		for (int i = 0; i < Math.min(FEW, REPETITIONS); i++) {
			seeNoProof(row, i % 2 != 0);
		}
	}

	private static void seeNoProof(Row row, boolean underLoad) throws Exception {
		if (underLoad) {
			negative.count(() -> seeNoProofUnderLoad(row));
		}
		else {
			negative.count(() -> seeNoProof(row));
		}
	}

	private static void seeNoProofUnderLoad(Row row) throws Exception {
		try (Mutator mutator = Mutator.start()) {
			seeNoProof(row);
			assertThat(mutator.rounds()).isPositive();
		}
	}

	private static void seeNoProof(Row row) throws Exception {
		try (Stage stage = Stage.proving(row)) {
			Prover prover = new Prover(stage);
			Kept kept = row.leak(stage.corral());
			try (kept) {
				prover.awaitQuiet();
				for (int i = 0; i < LOOKS; i++) {
					prover.proveDoomed();
				}
				if (row.pattern() == Pattern.WOKEN || (row.pattern() == Pattern.SELF_WOKEN && !isZgc())) {
					prover.awaitSuccess();
				}
				prover.checkNothingProved();
				lookCollections += prover.collections();
				mostLookCollections = Math.max(mostLookCollections, prover.collections());
			}
			stage.endAll();
			prover.checkNothingProved();
		}
	}

	// Outside of the guarantee: nothing says that the waker would ever have come
	@Test
	void wakerThatHoldsItsTargetWeaklyKeepsNothing() throws Exception {
		WeakKernel kernel = new WeakKernel();
		Row row = Row.found("woken through a weak reference", Pattern.MICRO, (fixed) -> kernel,
				Leak.stuck("client", "await"));
		proveLeaks(row);
		assertThat(kernel.callback).isNotNull();
		assertThat(kernel.callback.get()).isNull();
	}

	/** A server that lives on knows what it would count down, but weakly. */
	private static final class WeakKernel extends Kernel {

		private WeakReference<CountDownLatch> callback = new WeakReference<>(null);

		WeakKernel() {
			super(false);
		}

		@Override
		void start(TaskLauncher launcher) {
			CountDownLatch called = new CountDownLatch(1);
			this.callback = new WeakReference<>(called);
			launcher.launch("client", () -> await(called));
		}

		private static void await(CountDownLatch called) throws InterruptedException {
			called.await();
		}

	}

}
