package dev.corral.benchmarks.endpoint;

import java.util.Arrays;
import java.util.List;

/**
 * How long launches took, in nanoseconds: each call, and each from the moment it was
 * meant to begin, so that a launch that waits for the one before counts its wait.
 */
final class LaunchTimes {

	private final long[] calls;

	private final long[] sinceIntended;

	private int number;

	/**
	 * Makes room.
	 * @param most how many launches there will be
	 */
	LaunchTimes(int most) {
		this(new long[most], new long[most], 0);
	}

	private LaunchTimes(long[] calls, long[] sinceIntended, int number) {
		this.calls = calls;
		this.sinceIntended = sinceIntended;
		this.number = number;
	}

	// Of several phases
	static LaunchTimes together(List<LaunchTimes> parts) {
		return new LaunchTimes(parts.stream().flatMapToLong((part) -> Arrays.stream(part.calls())).toArray(),
				parts.stream().flatMapToLong((part) -> Arrays.stream(part.sinceIntended())).toArray(),
				parts.stream().mapToInt((part) -> part.number).sum());
	}

	void add(long intended, long begun, long ended) {
		this.calls[this.number] = ended - begun;
		this.sinceIntended[this.number] = ended - intended;
		this.number++;
	}

	// Microseconds
	double call(double share) {
		return percentile(calls(), share);
	}

	// Microseconds
	double sinceIntended(double share) {
		return percentile(sinceIntended(), share);
	}

	private long[] calls() {
		return Arrays.copyOf(this.calls, this.number);
	}

	private long[] sinceIntended() {
		return Arrays.copyOf(this.sinceIntended, this.number);
	}

	private static double percentile(long[] nanos, double share) {
		Arrays.sort(nanos);
		return nanos[(int) Math.min(nanos.length - 1, nanos.length * share)] / 1e3;
	}

}
