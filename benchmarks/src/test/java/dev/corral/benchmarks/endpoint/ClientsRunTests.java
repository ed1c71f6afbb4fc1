package dev.corral.benchmarks.endpoint;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Both loads are run, and nothing fails. */
class ClientsRunTests {

	@Test
	void clientsAreAnsweredAndNoLaunchFails() throws Exception {
		List<ClientsRun.Phase> phases = ClientsRun.run(new ClientsRun.Settings(6, 1_000, 30, 0.2, 1, false));
		assertThat(phases).extracting(ClientsRun.Phase::wish).containsExactly(Clients.Wish.HEALTH, Clients.Wish.TASKS);
		assertThat(phases)
			.extracting((phase) -> phase.fate().launched(), (phase) -> phase.fate().failed(),
					(phase) -> phase.answers().others())
			.containsOnly(tuple(200L, 0L, 0L));
		assertThat(phases).allSatisfy((phase) -> assertThat(phase.answers().complete()).isPositive());
		assertThat(phases.getFirst().answers().tooMany()).isZero();
	}

}
