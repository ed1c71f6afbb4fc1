package dev.corral.sample.lab;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/** In proof mode, with short thresholds: what can be proved is, the rest is suspected. */
@Tag("proof")
@TestPropertySource(
		properties = { "corral.leak.prove-unreachable=true", "corral.leak.after=500ms", "corral.cancel-grace=200ms" })
class LabProofTests extends LabOverHttp {

	private static final Logger logger = LoggerFactory.getLogger(LabProofTests.class);

	@Autowired
	LabProofTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	static Stream<Arguments> provableForms() {
		return leakingForms().filter(LabOverHttp::isProvable);
	}

	static Stream<Arguments> otherForms() {
		return leakingForms().filter((form) -> !isProvable(form));
	}

	@ParameterizedTest
	@MethodSource("provableForms")
	void whatNothingCanWakeIsProvedAndGone(String scenario, String form) throws Exception {
		LabClient.LeakMeters before = this.lab.meters(scenario, LeakReason.UNREACHABLE);
		long unreachable = this.corral.counts().unreachable();
		List<Long> ids = start(scenario, form);
		while (!areGone(scenario, ids)) {
			this.lab.prove();
		}
		assertProvedOnce(scenario, ids, before);
		assertThat(this.corral.counts().unreachable()).isEqualTo(unreachable + 1);
	}

	// No hand asks for it: any collection of the virtual machine is as good
	@Test
	void ordinaryCollectionProvesAsWell() throws Exception {
		LabClient.LeakMeters before = this.lab.meters("receive-without-send", LeakReason.UNREACHABLE);
		List<Long> ids = start("receive-without-send", "leak");
		while (!areGone("receive-without-send", ids)) {
			System.gc();
		}
		assertProvedOnce("receive-without-send", ids, before);
	}

	private boolean areGone(String scenario, List<Long> ids) {
		assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
		return ids.stream().allMatch((id) -> this.corral.monitor().find(id).isEmpty())
				&& this.corral.monitor().counts(scenario).live() == 0;
	}

	// A proof is told once and for ever: its task is gone already, so it never ends
	private void assertProvedOnce(String scenario, List<Long> ids, LabClient.LeakMeters before) throws Exception {
		LabClient.LeakMeters meters = this.lab.meters(scenario, LeakReason.UNREACHABLE).since(before);
		assertThat(meters).isEqualTo(new LabClient.LeakMeters(0, 1, 0));
		logger.info("{}: {}, {}", scenario, LeakReason.UNREACHABLE, meters);
		assertThat(this.lab.recent(scenario)).filteredOn((leak) -> leak.endsWith(" UNREACHABLE"))
			.filteredOn((leak) -> ids.stream().anyMatch((id) -> leak.startsWith(id + " ")))
			.hasSize(1);
		for (LeakReason reason : LeakReason.values()) {
			assertThat(this.lab.leaked(scenario, reason)).as(reason.name()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("otherForms")
	void whatCannotBeProvedKeepsItsReason(String scenario, String form) throws Exception {
		LeakReason reason = suspicion(scenario, form);
		List<Long> found = startUntilFound(scenario, form, reason);
		assertThat(this.lab.prove()).doesNotContainAnyElementsOf(found);
		assertThat(this.lab.leaked(scenario, reason)).containsAll(found);
		assertThat(this.lab.recent(scenario)).doesNotContainAnyElementsOf(unreachable(found));
		if (reason != LeakReason.OVERDUE) {
			clearUntilGone(scenario, reason, found);
		}
	}

	private static List<String> unreachable(List<Long> ids) {
		return ids.stream().map((id) -> id + " " + LeakReason.UNREACHABLE).toList();
	}

	@Test
	void stormIsNotProvedAndTheServiceLives() throws Exception {
		long before = this.corral.counts().rejected();
		start("infinite-loop", "storm");
		Trial.until(() -> this.corral.counts().rejected() > before);
		assertThat(this.lab.prove()).isEmpty();
		assertThat(this.lab.meters("infinite-loop", LeakReason.UNREACHABLE).found()).isZero();
		assertThat(this.lab.health()).isEqualTo(200);
		this.lab.clear();
		Trial.until(() -> this.corral.monitor().counts("infinite-loop").live() == 0);
		start("receive-without-send", "fixed");
	}

}
