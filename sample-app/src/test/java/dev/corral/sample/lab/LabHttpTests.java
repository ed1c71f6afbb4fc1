package dev.corral.sample.lab;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentPanic;
import dev.corral.sample.shop.PanicLog;

import static org.assertj.core.api.Assertions.assertThat;

/** In suspicion mode, with short thresholds. */
@TestPropertySource(properties = { "corral.leak.after=500ms", "corral.cancel-grace=200ms" })
class LabHttpTests extends LabOverHttp {

	private final PanicLog panics;

	@Autowired
	LabHttpTests(Corral corral, PanicLog panics, @Value("${local.server.port}") int port) {
		super(corral, port);
		this.panics = panics;
	}

	@Test
	void listTellsWhatHappensInEveryFormAndWhatFindsIt() throws Exception {
		HttpResponse<String> response = this.lab.list();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("[{\"name\":\"receive-without-send\",\"forms\":[{\"form\":\"leak\","
				+ "\"happens\":\"a task takes from a queue into which nobody puts\",\"foundBy\":[\"STUCK\",\"UNREACHABLE\"],"
				+ "\"ends\":false},{\"form\":\"fixed\",\"happens\":\"somebody puts\",\"foundBy\":[],"
				+ "\"ends\":true},{\"form\":\"range\",");
		assertThat(Catalogue.names())
			.allSatisfy((name) -> assertThat(response.body()).containsOnlyOnce("{\"name\":\"" + name + "\""));
	}

	@ParameterizedTest
	@MethodSource("leakingForms")
	void leakingFormGetsItsVerdictAndStaysUntilTheLabIsCleared(String scenario, String form) throws Exception {
		LeakReason reason = suspicion(scenario, form);
		List<Long> found = startUntilFound(scenario, form, reason);
		assertThat(this.lab.prove()).isEmpty();
		assertThat(this.lab.leaked(scenario, reason)).containsAll(found);
		assertThat(this.lab.meters(scenario, LeakReason.UNREACHABLE).found()).isZero();
		if (reason != LeakReason.OVERDUE) {
			clearUntilGone(scenario, reason, found);
		}
	}

	@Test
	void panicIsRecoveredToldAndRemembered() throws Exception {
		long before = this.panics.heard();
		assertThat(this.lab.start("panic", "leak").statusCode()).isEqualTo(202);
		Trial.until(() -> this.panics.heard() == before + 1);
		RecentPanic panic = this.corral.monitor().recentPanics().get(0);
		assertThat(panic.exception()).isEqualTo("java.lang.ArrayIndexOutOfBoundsException");
		assertThat(panic.launchSite().fileName()).isEqualTo("BusyScenarios.java");
		assertThat(panic.stack().get(0).getFileName()).isEqualTo("BusyScenarios.java");
	}

	@Test
	void stormLeavesTheServiceAliveAndTheNextLaunchRefused() throws Exception {
		long before = this.corral.counts().rejected();
		assertThat(this.lab.start("infinite-loop", "storm").statusCode()).isEqualTo(202);
		Trial.until(() -> this.corral.counts().rejected() > before);
		HttpResponse<String> response = this.lab.start("receive-without-send", "leak");
		while (response.statusCode() == 202) {
			response = this.lab.start("receive-without-send", "leak");
		}
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("max-live", "DELETE /lab makes room");
		this.lab.clear();
		Trial.until(() -> this.corral.monitor().counts("infinite-loop").live() == 0);
		assertThat(this.lab.start("receive-without-send", "fixed").statusCode()).isEqualTo(202);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			unheard-of     | leak   | 404 | receive-without-send
			panic          | storm  | 400 | [leak, fixed, own-handler, wild, caught]
			infinite-loop  | mended | 400 | of infinite-loop must be one of [leak, fixed, storm], but was
			""")
	void unknownScenarioAndFormAreRefused(String scenario, String form, int status, String says) throws Exception {
		HttpResponse<String> response = this.lab.start(scenario, form);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(says);
	}

}
