package dev.corral;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

import com.google.errorprone.annotations.CheckReturnValue;

import dev.corral.internal.util.Check;

/**
 * Limits to set while a launcher runs, see {@link Corral#limits(Limits)}. Immutable and
 * thread-safe; start from {@link #unchanged()}.
 */
@CheckReturnValue
public final class Limits {

	private static final Limits UNCHANGED = new Limits(OptionalInt.empty(), Map.of());

	private final OptionalInt maxLive;

	private final Map<String, Integer> byName;

	private Limits(OptionalInt maxLive, Map<String, Integer> byName) {
		this.maxLive = maxLive;
		this.byName = byName;
	}

	/**
	 * Limits that change nothing.
	 * @return the start of a chain
	 */
	public static Limits unchanged() {
		return UNCHANGED;
	}

	/**
	 * Sets how many tasks the launcher may hold, queued or live.
	 * @param value a number, zero for no limit
	 * @return the new limits
	 * @throws IllegalArgumentException when it is negative
	 */
	public Limits withMaxLive(int value) {
		return new Limits(OptionalInt.of(Check.notNegative("maxLive", value)), this.byName);
	}

	/**
	 * Sets how many tasks of a name there may be, queued or live.
	 * @param name the name of the tasks
	 * @param value a number, zero for no limit
	 * @return the new limits
	 * @throws IllegalArgumentException when the name is null or blank or the number
	 * negative
	 */
	public Limits withMaxLive(String name, int value) {
		Map<String, Integer> names = new HashMap<>(this.byName);
		names.put(Check.name(name), Check.notNegative("maxLive", value));
		return new Limits(this.maxLive, Map.copyOf(names));
	}

	/**
	 * How many tasks the launcher may hold.
	 * @return a number, zero for no limit; empty when it is not changed
	 */
	public OptionalInt maxLive() {
		return this.maxLive;
	}

	/**
	 * How many tasks of each name there may be.
	 * @return the limits to change by name, zero for no limit
	 */
	public Map<String, Integer> byName() {
		return this.byName;
	}

}
