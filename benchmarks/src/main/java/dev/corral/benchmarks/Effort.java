package dev.corral.benchmarks;

import java.time.Duration;

/**
 * The most that a question needs, whatever a run is ready to give.
 *
 * @param forks how many virtual machines
 * @param timeout after which a fork counts as hung
 */
public record Effort(int forks, Duration timeout) {

	/** For a question that uses whatever it is given. */
	public static final Effort ANY = new Effort(Integer.MAX_VALUE, Duration.ofMinutes(2));

	/**
	 * The same with fewer forks, for a question whose forks are expensive.
	 * @param most how many at most
	 * @return an effort
	 */
	public Effort withForks(int most) {
		return new Effort(most, this.timeout);
	}

	/**
	 * The same with another time after which a fork counts as hung.
	 * @param limit of a whole fork, warm-up included
	 * @return an effort
	 */
	public Effort withTimeout(Duration limit) {
		return new Effort(this.forks, limit);
	}

}
