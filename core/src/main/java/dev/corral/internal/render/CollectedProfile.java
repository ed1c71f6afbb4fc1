package dev.corral.internal.render;

import java.time.Instant;
import java.util.List;

import dev.corral.dump.Profile;
import dev.corral.dump.ProfileStack;

/** A profile whose samples are the groups of one walk. */
final class CollectedProfile implements Profile {

	private final ProfileStack stack;

	private final Instant at;

	private final List<Group> samples;

	private final long other;

	private final long otherAgeNanos;

	private final long tasks;

	CollectedProfile(ProfileStack stack, Instant at, GroupCollector collector) {
		this.stack = stack;
		this.at = at;
		this.samples = collector.finish();
		this.other = collector.other();
		this.otherAgeNanos = collector.otherAgeNanos();
		this.tasks = collector.total();
	}

	@Override
	public long tasks() {
		return this.tasks;
	}

	@Override
	public long other() {
		return this.other;
	}

	@Override
	public byte[] toPprof() {
		ProfileWriter writer = new ProfileWriter();
		this.samples.forEach(writer::sample);
		if (this.other > 0) {
			writer.other(this.other, this.otherAgeNanos);
		}
		return writer.finish(this.at, "live tasks by " + switch (this.stack) {
			case THREAD -> "the stacks of their threads";
			case LAUNCH -> "launch site, with those of their ancestors around it";
		});
	}

}
