package dev.corral.dump;

import java.util.Comparator;

/** A sample that grows while tasks are walked over. Used by one thread. */
final class ProfileSample {

	/** Most numerous first, then the first seen first. */
	static final Comparator<ProfileSample> ORDER = Comparator.comparingLong((ProfileSample sample) -> sample.tasks)
		.reversed()
		.thenComparingLong((sample) -> sample.place);

	final ProfileKey key;

	private final long place;

	private long tasks;

	private long ageNanos;

	ProfileSample(ProfileKey key, long place) {
		this.key = key;
		this.place = place;
	}

	void add(long age) {
		this.tasks++;
		this.ageNanos += age;
	}

	long tasks() {
		return this.tasks;
	}

	long ageNanos() {
		return this.ageNanos;
	}

}
