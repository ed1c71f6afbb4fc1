package dev.corral.spring.boot.endpoint;

import dev.corral.monitor.Printable;

/** A request parameter that cannot be understood. */
class BadParameterException extends RuntimeException {

	private static final int MAX_SHOWN = 100;

	private final String parameter;

	private final String value;

	private final String allowed;

	BadParameterException(String parameter, String value, String allowed) {
		super("parameter '" + parameter + "' must be " + allowed + ", but was \"" + shown(value) + "\"");
		this.parameter = parameter;
		this.value = shown(value);
		this.allowed = allowed;
	}

	private static String shown(String value) {
		return Printable.of(Printable.cut(value, MAX_SHOWN));
	}

	Body body() {
		return new Body(this.parameter, this.value, this.allowed, String.valueOf(getMessage()));
	}

	/**
	 * The answer to such a request.
	 *
	 * @param parameter the parameter's name
	 * @param value its value, escaped and cut
	 * @param allowed what it may be
	 * @param message all three in a sentence
	 */
	record Body(String parameter, String value, String allowed, String message) {

	}

}
