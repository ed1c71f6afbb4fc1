package dev.corral.dump;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts tasks and sums their ages by labels and stack, in memory bounded by the number
 * of samples. Give it the oldest tasks first. To be used by one thread.
 */
public final class ProfileCollector {

	/*-
	 * Folds as GroupCollector does: twice as many samples as are kept are held, and the
	 * less numerous half becomes one when there are more.
	 *
	 * A reader adds the values of samples up, and its sum is a long too. A million tasks
	 * are three hours old: that is more nanoseconds than it holds. So the sum over all
	 * samples stops there, and does not turn negative in a reader.
	 */

	/** How many samples are kept. */
	public static final int MAX_SAMPLES = 10_000;

	private final Map<ProfileKey, ProfileSample> samples = new HashMap<>();

	private final SharedFrames frames = new SharedFrames();

	private final ProfileStack stack;

	private final int most;

	private long tasks;

	private long ages;

	private long opened;

	private long otherTasks;

	private long otherAges;

	/**
	 * Makes a collector.
	 * @param stack what the stacks of its keys are made of
	 */
	public ProfileCollector(ProfileStack stack) {
		this(stack, MAX_SAMPLES);
	}

	ProfileCollector(ProfileStack stack, int most) {
		this.stack = stack;
		this.most = most;
	}

	/**
	 * Counts a task.
	 * @param key what it shares with others
	 * @param ageNanos nanoseconds since it was launched, not negative
	 */
	public void add(ProfileKey key, long ageNanos) {
		ProfileSample sample = this.samples.get(key);
		if (sample == null) {
			sample = open(key);
		}
		long age = Math.min(ageNanos, Long.MAX_VALUE - this.ages);
		sample.add(age);
		this.tasks++;
		this.ages += age;
	}

	private ProfileSample open(ProfileKey key) {
		if (this.samples.size() >= 2 * this.most) {
			fold();
		}
		this.frames.share(key.frames);
		ProfileSample sample = new ProfileSample(key, this.opened++);
		this.samples.put(key, sample);
		return sample;
	}

	private void fold() {
		List<ProfileSample> ordered = ordered();
		for (ProfileSample sample : ordered.subList(Math.min(this.most, ordered.size()), ordered.size())) {
			this.samples.remove(sample.key);
			this.otherTasks += sample.tasks();
			this.otherAges += sample.ageNanos();
		}
		this.frames.clear();
	}

	private List<ProfileSample> ordered() {
		return this.samples.values().stream().sorted(ProfileSample.ORDER).toList();
	}

	/**
	 * What was counted.
	 * @param at the time of day
	 * @return the samples of this moment
	 */
	public Profile profile(Instant at) {
		fold();
		return new Profile(this.stack, at, ordered(), this.otherTasks, this.otherAges, this.tasks);
	}

}
