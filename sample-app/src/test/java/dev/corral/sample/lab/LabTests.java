package dev.corral.sample.lab;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.CancellationScope;
import dev.corral.CorralConfig;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.TaskSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Every form on a launcher of its own. */
@Timeout(60)
class LabTests {

	private static final String LAB = "dev.corral.sample.lab.";

	static Stream<Arguments> leakingForms() {
		return forms(false).filter((form) -> !"storm".equals(form.get()[1]));
	}

	static Stream<Arguments> endingForms() {
		return forms(true);
	}

	static Stream<Arguments> forms() {
		return Stream.of(false, true).flatMap(LabTests::forms);
	}

	private static Stream<Arguments> forms(boolean ends) {
		return Catalogue.entries()
			.stream()
			.flatMap((entry) -> entry.forms()
				.stream()
				.filter((form) -> form.ends() == ends)
				.map((form) -> arguments(entry.name(), form.name())));
	}

	@Test
	void everyClassicCaseIsThereInBothForms() {
		assertThat(Catalogue.names()).containsExactly("receive-without-send", "send-without-receive",
				"select-all-blocked", "never-initialised", "infinite-loop", "lock-never-released", "latch-miscounted",
				"ignores-interrupt", "outlives-scope", "panic");
		assertThat(Catalogue.entries())
			.allSatisfy((entry) -> assertThat(entry.formNames()).startsWith("leak", "fixed").doesNotHaveDuplicates());
	}

	@ParameterizedTest
	@MethodSource("leakingForms")
	void leakingFormIsFoundWithItsReasonAndItsPlace(String scenario, String form) throws Exception {
		try (Trial trial = new Trial(scenario, form)) {
			trial.start();
			Trial.until(() -> trial.found().isPresent());
			trial.untilQuiet();
			TaskSnapshot found = trial.found().orElseThrow();
			LeakVerdict leak = found.leak();
			assertThat(found.name()).isEqualTo(scenario);
			assertThat(found.launchSite().className()).startsWith(LAB);
			assertThat(leak).isNotNull();
			assertThat(leak.stack()).anySatisfy((frame) -> assertThat(frame.getClassName()).startsWith(LAB));
			assertThat(trial.corral.counts().live()).isPositive();
		}
	}

	@ParameterizedTest
	@MethodSource("endingForms")
	void endingFormLeavesNothing(String scenario, String form) throws Exception {
		try (Trial trial = new Trial(scenario, form)) {
			List<Long> ids = trial.start();
			trial.untilQuiet();
			Counts counts = trial.corral.counts();
			assertThat(counts.live()).isZero();
			assertThat(counts.settled()).isEqualTo(counts.launched()).isGreaterThanOrEqualTo(ids.size());
			assertThat(trial.corral.monitor().recentLeaks()).isEmpty();
			assertThat(trial.corral.monitor().openScopes()).isZero();
		}
	}

	// In a cancelled scope no body ever runs, so whoever waits for one waits for ever
	@ParameterizedTest
	@MethodSource("forms")
	void startingAFormWaitsForNoneOfItsTasks(String scenario, String form) {
		try (Trial trial = new Trial(scenario, form); CancellationScope gone = trial.corral.openScope("gone")) {
			gone.cancel("before anything was launched");
			assertThatNoException().isThrownBy(() -> trial.form.start().start(gone, scenario));
		}
	}

	@Test
	void stormStopsAtTheLimitAndEndsWithItsLauncher() throws Exception {
		try (Trial trial = new Trial("infinite-loop", "storm", Trial.WATCHFUL.withMaxLive(50))) {
			trial.start();
			trial.untilQuiet();
			assertThat(trial.corral.counts().live()).isEqualTo(49);
			assertThat(trial.corral.counts().rejected()).isOne();
			trial.corral.close();
			assertThat(trial.corral.counts().live()).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "leak, 1, 1", "fixed, 0, 0", "own-handler, 1, 0", "wild, 0, 0", "caught, 0, 0" })
	void panicIsRecoveredOnceAndToldToOneHandler(String form, int panicked, int heardByTheLaunchers) throws Exception {
		AtomicInteger heard = new AtomicInteger();
		CorralConfig config = Trial.WATCHFUL.withRecoveryHandlers(List.of((panic) -> heard.incrementAndGet()));
		try (Trial trial = new Trial("panic", form, config)) {
			trial.start();
			trial.untilQuiet();
			assertThat(trial.corral.counts().panicked()).isEqualTo(panicked);
			assertThat(heard).hasValue(heardByTheLaunchers);
		}
	}

	@Test
	void wildPanicReachesTheDefaultHandlerOfTheJvmAndNobodyElse() throws Exception {
		CompletableFuture<Throwable> heard = new CompletableFuture<>();
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> heard.complete(thrown));
		try (Trial trial = new Trial("panic", "wild")) {
			assertThat(trial.start()).isEmpty();
			assertThat(heard.get(30, TimeUnit.SECONDS)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
			assertThat(trial.corral.counts()).isEqualTo(Counts.ZERO);
			assertThat(trial.corral.monitor().recentPanics()).isEmpty();
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

}
