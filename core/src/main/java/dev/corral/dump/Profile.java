package dev.corral.dump;

import java.time.Instant;
import java.util.List;

/**
 * Live tasks of one walk, counted by labels and stack: what {@code go tool pprof} and
 * stores of profiles read.
 */
public final class Profile {

	private final ProfileStack stack;

	private final Instant at;

	private final List<ProfileSample> samples;

	private final long otherTasks;

	private final long otherAges;

	private final long tasks;

	Profile(ProfileStack stack, Instant at, List<ProfileSample> samples, long otherTasks, long otherAges, long tasks) {
		this.stack = stack;
		this.at = at;
		this.samples = List.copyOf(samples);
		this.otherTasks = otherTasks;
		this.otherAges = otherAges;
		this.tasks = tasks;
	}

	/**
	 * How many tasks were seen.
	 * @return the sum over all samples
	 */
	public long tasks() {
		return this.tasks;
	}

	/**
	 * How many tasks stand in the sample {@code other}, because there were more than
	 * {@value ProfileCollector#MAX_SAMPLES} kinds.
	 * @return a number, zero when each stands in a sample of its own kind
	 */
	public long other() {
		return this.otherTasks;
	}

	/**
	 * Encodes the profile as {@code profile.proto} describes it, compressed by gzip.
	 * Every sample has two values, {@code tasks/count} and {@code age/nanoseconds} (the
	 * sum of the ages), and the labels {@code name}, {@code status} and {@code scope},
	 * and {@code leak} where a verdict stands, escaped and cut. A sample without frames
	 * has one named {@code [no stack]}.
	 * @return the bytes of a file
	 */
	public byte[] toPprof() {
		ProfileWriter writer = new ProfileWriter();
		for (ProfileSample sample : this.samples) {
			writer.sample(sample);
		}
		if (this.otherTasks > 0) {
			writer.other(this.otherTasks, this.otherAges);
		}
		return writer.finish(this.at, "live tasks by " + switch (this.stack) {
			case THREAD -> "the stacks of their threads";
			case LAUNCH -> "launch site, with those of their ancestors around it";
		});
	}

}
