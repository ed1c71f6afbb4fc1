package dev.corral.benchmarks.endpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments of the form {@code name=value}, each with a default. */
final class Arguments {

	private final Map<String, String> values;

	private Arguments(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Reads a command line.
	 * @param given what stands there
	 * @param defaults of all that may stand there, in the same form
	 * @return all values
	 */
	static Arguments of(List<String> given, String... defaults) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String argument : defaults) {
			values.put(name(argument), value(argument));
		}
		for (String argument : given) {
			if (!values.containsKey(name(argument))) {
				throw new IllegalArgumentException(
						"'" + argument + "' must be one of " + Arrays.toString(defaults) + ", with a value of yours");
			}
			values.put(name(argument), value(argument));
		}
		return new Arguments(values);
	}

	private static String name(String argument) {
		return argument.substring(0, Math.max(0, argument.indexOf('=')));
	}

	private static String value(String argument) {
		return argument.substring(argument.indexOf('=') + 1);
	}

	double number(String name) {
		return Double.parseDouble(text(name));
	}

	int whole(String name) {
		return Integer.parseInt(text(name));
	}

	boolean flag(String name) {
		return Boolean.parseBoolean(text(name));
	}

	// Separated by commas
	List<Integer> several(String name) {
		return Arrays.stream(text(name).split(",")).map(Integer::valueOf).toList();
	}

	private String text(String name) {
		String value = this.values.get(name);
		if (value == null) {
			throw new IllegalArgumentException("'name' must be one of " + this.values.keySet() + ", but was " + name);
		}
		return value;
	}

}
