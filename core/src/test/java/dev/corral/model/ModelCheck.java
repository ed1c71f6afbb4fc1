package dev.corral.model;

import java.util.Arrays;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * How hard the model checks try: by default a few seconds each. More scenarios are tried
 * with {@code -Dcorral.lincheck.iterations=200}, more interleavings of each with
 * {@code -Dcorral.lincheck.invocations=5000}.
 */
public final class ModelCheck {

	private ModelCheck() {
	}

	// No operation before the race: what happens once would be over
	public static ModelCheckingOptions options(int iterations, int invocations) {
		return new ModelCheckingOptions().logLevel(LoggingLevel.ERROR)
			.actorsBefore(0)
			.actorsAfter(0)
			.iterations(Integer.getInteger("corral.lincheck.iterations", iterations))
			.invocationsPerIteration(Integer.getInteger("corral.lincheck.invocations", invocations));
	}

	// What operations return is not compared: the model checks its own rules
	public static ModelCheckingOptions ofRules(int iterations, int invocations) {
		return options(iterations, invocations).verifier(EpsilonVerifier.class);
	}

	// What these do is one step for the checker
	public static ManagedStrategyGuarantee inOneStep(Class<?>... types) {
		String[] names = Arrays.stream(types).map(Class::getName).toArray(String[]::new);
		return ManagedStrategyGuaranteeKt.forClasses(names).allMethods().ignore();
	}

}
