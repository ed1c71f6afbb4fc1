package dev.corral.dump;

/**
 * Live tasks of one walk, counted by labels and stack, for {@code go tool pprof} and
 * profile stores. Immutable.
 */
public interface Profile {

	/** How many samples are kept, besides one for the rest. */
	int MAX_SAMPLES = 10_000;

	/**
	 * How many tasks were seen.
	 * @return the sum over all samples
	 */
	long tasks();

	/**
	 * How many tasks are in the sample {@code other}, because there were more than
	 * {@value #MAX_SAMPLES} samples.
	 * @return a number, zero when each is in a sample of its own kind
	 */
	long other();

	/**
	 * Encodes the profile as {@code profile.proto} describes it, compressed by gzip.
	 * Every sample has two values, {@code tasks/count} and {@code age/nanoseconds} (the
	 * sum of the ages). Its labels are {@code name}, {@code status}, {@code scope} and,
	 * for a task under a leak verdict, {@code leak}; they are escaped and cut. A sample
	 * without frames has one named {@code [no stack]}.
	 * @return the bytes of a file
	 */
	byte[] toPprof();

}
