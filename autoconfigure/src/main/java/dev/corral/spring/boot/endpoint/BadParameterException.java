package dev.corral.spring.boot.endpoint;

import dev.corral.monitor.Printable;

/** A request parameter whose value is not allowed. */
class BadParameterException extends RuntimeException {

	private static final int MAX_SHOWN = 100;

	private final JsonBodies.BadParameter body;

	BadParameterException(String parameter, String value, String allowed) {
		this(new JsonBodies.BadParameter(parameter, shown(value), allowed,
				"parameter '" + parameter + "' must be " + allowed + ", but was \"" + shown(value) + "\""));
	}

	private BadParameterException(JsonBodies.BadParameter body) {
		super(body.message());
		this.body = body;
	}

	private static String shown(String value) {
		return Printable.of(Printable.cut(value, MAX_SHOWN));
	}

	JsonBodies.BadParameter body() {
		return this.body;
	}

}
