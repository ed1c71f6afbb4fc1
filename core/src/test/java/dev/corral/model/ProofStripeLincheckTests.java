package dev.corral.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.proof.ProofRecords;
import dev.corral.internal.registry.StripePosition;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskRecord;

/**
 * In proof mode a stripe is the same list: that tasks are held by records, become so
 * while they end, or are lost while others end, is seen by nobody. A task that is lost
 * does nothing more, so losing and ending are not raced with each other.
 */
@Tag("model")
public class ProofStripeLincheckTests extends StripeModel {

	public ProofStripeLincheckTests() {
		super(new ProofRecords());
	}

	@Operation
	public void age() {
		this.stripe.age(Long.MAX_VALUE);
	}

	@Operation(nonParallelGroup = "ender")
	public boolean lose(@Param(name = "id") int id) {
		this.stripe.age(Long.MAX_VALUE);
		SupervisedTask<?> task = (SupervisedTask<?>) new StripePosition(this.stripe, id - 1L, true).take(id);
		return task != null && task.home() instanceof TaskRecord record && record.removeCollected();
	}

	@Test
	void linearizableInTheModel() {
		ModelCheck.options(10, 200)
			.threads(2)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrderAndLost.class)
			.addGuarantee(ModelCheck.inOneStep(StackReserve.class))
			.check(ProofStripeLincheckTests.class);
	}

	@Test
	void linearizableUnderStress() {
		ModelCheck.stress(10, 1000)
			.threads(3)
			.actorsPerThread(3)
			.actorsAfter(3)
			.sequentialSpecification(InOrderAndLost.class)
			.check(ProofStripeLincheckTests.class);
	}

	/** The list, and what is lost of it. */
	public static class InOrderAndLost extends InOrder {

		public void age() {
			// nobody sees it
		}

		public boolean lose(int id) {
			return lost(id);
		}

	}

}
