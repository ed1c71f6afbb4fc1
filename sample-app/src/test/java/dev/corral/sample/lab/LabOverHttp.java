package dev.corral.sample.lab;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;

import dev.corral.Corral;
import dev.corral.monitor.LeakReason;
import dev.corral.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The laboratory of the running sample. Whatever was started there, in the end nothing
 * lives, no verdict stands and the service answers.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SpringBootTest(classes = SampleApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "corral.max-live=500", "corral.leak.check-interval=100ms", "corral.shutdown-timeout=0s" })
abstract class LabOverHttp {

	private static final Logger logger = LoggerFactory.getLogger(LabOverHttp.class);

	final Corral corral;

	final LabClient lab;

	LabOverHttp(Corral corral, int port) {
		this.corral = corral;
		this.lab = new LabClient(port);
	}

	@AfterEach
	void clearTheLab() throws Exception {
		this.lab.clear();
		assertThat(this.lab.health()).isEqualTo(200);
	}

	// What hears no cancel ends by itself after half a minute; a proof never ends
	@AfterAll
	void nothingIsLeft() throws Exception {
		this.lab.clear();
		Trial.until(() -> this.corral.counts().live() == 0);
		for (String scenario : Catalogue.names()) {
			for (LeakReason reason : LeakReason.values()) {
				LabClient.LeakMeters meters = this.lab.meters(scenario, reason);
				assertThat(meters.leaked()).as("%s %s", scenario, reason).isZero();
				assertThat(meters.ended()).as("%s %s", scenario, reason)
					.isEqualTo((reason != LeakReason.UNREACHABLE) ? meters.found() : 0);
			}
		}
		assertThat(this.corral.monitor().openScopes()).isZero();
	}

	List<Long> start(String scenario, String form) throws Exception {
		HttpResponse<String> response = this.lab.start(scenario, form);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		return LabClient.ids(response);
	}

	/**
	 * Starts a leaking form and waits until all that it leaves stands under the verdict
	 * it should, in the answers of the endpoint and in the meters.
	 * @param scenario the scenario
	 * @param form the form
	 * @param reason the reason to wait for
	 * @return the ids of the tasks under the verdict
	 */
	List<Long> startUntilFound(String scenario, String form, LeakReason reason) throws Exception {
		LabClient.LeakMeters before = this.lab.meters(scenario, reason);
		List<Long> started = start(scenario, form);
		List<Long> found = this.lab.leaked(scenario, reason);
		while (found.isEmpty() || found.size() < this.corral.monitor().counts(scenario).live()) {
			found = this.lab.leaked(scenario, reason);
		}
		int leaks = found.size();
		assertThat(started).containsAll(found);
		assertThat(this.lab.recent(scenario)).containsAll(found.stream().map((id) -> id + " " + reason).toList());
		LabClient.LeakMeters meters = this.lab.meters(scenario, reason).since(before);
		assertThat(meters).isEqualTo(new LabClient.LeakMeters(leaks, leaks, 0));
		logger.info("{} {}: {}, {}", scenario, form, reason, meters);
		return found;
	}

	/**
	 * Clears the laboratory and waits until tasks are gone and their verdicts over.
	 * @param scenario the scenario
	 * @param reason the reason of the verdicts
	 * @param ids the tasks
	 */
	void clearUntilGone(String scenario, LeakReason reason, List<Long> ids) throws Exception {
		this.lab.clear();
		untilGone(scenario, ids);
		LabClient.LeakMeters after = this.lab.meters(scenario, reason);
		assertThat(after.leaked()).isZero();
		assertThat(after.ended()).isEqualTo(after.found());
	}

	void untilGone(String scenario, List<Long> ids) {
		Trial.until(() -> ids.stream().allMatch((id) -> this.corral.monitor().find(id).isEmpty())
				&& this.corral.monitor().counts(scenario).live() == 0
				&& this.corral.monitor().counts(scenario).queued() == 0);
	}

	static LeakReason suspicion(String scenario, String form) {
		return LeakReason.valueOf(foundBy(scenario, form).get(0));
	}

	static boolean isProvable(Arguments form) {
		return foundBy(String.valueOf(form.get()[0]), String.valueOf(form.get()[1]))
			.contains(LeakReason.UNREACHABLE.name());
	}

	private static List<String> foundBy(String scenario, String form) {
		return Catalogue.find(scenario).flatMap((entry) -> entry.form(form)).orElseThrow().foundBy();
	}

	static Stream<Arguments> leakingForms() {
		return LabTests.leakingForms();
	}

}
