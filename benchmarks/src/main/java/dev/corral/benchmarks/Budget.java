package dev.corral.benchmarks;

/**
 * Which ratio is too much.
 *
 * @param gate the ratio that must not be exceeded
 * @param goal the ratio that is aimed for, at most the gate
 */
public record Budget(double gate, double goal) {

	public Budget {
		if (!(goal > 0 && goal <= gate)) {
			throw new IllegalArgumentException(
					"'goal' must be positive and at most 'gate', but was " + goal + " with a gate of " + gate);
		}
	}

	/**
	 * A gate with nothing aimed for beyond.
	 * @param gate the ratio that must not be exceeded
	 * @return a budget whose goal is its gate
	 */
	public static Budget gate(double gate) {
		return new Budget(gate, gate);
	}

}
