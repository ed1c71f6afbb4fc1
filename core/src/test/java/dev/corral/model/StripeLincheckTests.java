package dev.corral.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.Outcome;
import dev.corral.internal.platform.StackReserve;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stripe is a list in order of launch: entering, leaving while young or old, the sweep,
 * a reader's place, the counters and the credit behave as if one did them after the
 * other. So a reader meets no task twice and misses none that stays, and no slot is lost.
 */
@Tag("model")
public class StripeLincheckTests extends StripeModel {

	public StripeLincheckTests() {
		super(null);
	}

	@Test
	void rollingKeepsOrderBooksAndCredit() {
		for (int i = 0; i < 20; i++) {
			this.stripe.lend(1);
			assertThat(enter()).isTrue();
		}
		assertThat(end(2, new Outcome.Success<>("value"))).isTrue();
		assertThat(end(5, new Outcome.Cancelled<>("reason", null))).isTrue();
		assertThat(end(23, new Outcome.Success<>("value"))).isTrue();
		List<Long> seen = new ArrayList<>();
		for (long id = next(); id != 0; id = next()) {
			seen.add(id);
		}
		List<Long> left = new ArrayList<>(LongStream.rangeClosed(1, ENTERED + 20).boxed().toList());
		left.removeAll(List.of(2L, 5L, 23L));
		assertThat(seen).isEqualTo(left);
		assertThat(counters()).isEqualTo("23 launched, 3 settled, 0 unreachable");
		assertThat(withdraw()).isEqualTo(CREDIT + 3);
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 200)
			.threads(2)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrder.class)
			.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
			.check(StripeLincheckTests.class);
	}

	// The third gets old while it leaves
	@Test
	void leavingWhileGettingOldIsLinearizable() throws Exception {
		List<List<Actor>> race = List.of(List.of(actor("enterFourth"), actor("enterFifth")),
				List.of(actor("succeed", 3), actor("counters")));
		ModelCheck.options(0, 1000)
			.sequentialSpecification(InOrder.class)
			.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
			.addCustomScenario(
					new ExecutionScenario(List.of(), race, List.of(actor("counters"), actor("withdraw")), null))
			.check(StripeLincheckTests.class);
	}

	private static Actor actor(String operation, Integer... arguments) throws NoSuchMethodException {
		Class<?>[] types = (arguments.length > 0) ? new Class<?>[] { int.class } : new Class<?>[0];
		return new Actor(StripeLincheckTests.class.getMethod(operation, types), List.of(arguments));
	}

	@Test
	void linearizableUnderStress() {
		ModelCheck.stress(10, 1000)
			.threads(3)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrder.class)
			.check(StripeLincheckTests.class);
	}

}
