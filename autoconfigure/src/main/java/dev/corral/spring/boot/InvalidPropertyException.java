package dev.corral.spring.boot;

/** A property whose value the launcher does not take. */
class InvalidPropertyException extends RuntimeException {

	private final String property;

	private final Object value;

	InvalidPropertyException(String property, Object value, IllegalArgumentException cause) {
		super("Property '" + property + "' with value '" + value + "' is invalid: " + cause.getMessage(), cause);
		this.property = property;
		this.value = value;
	}

	String property() {
		return this.property;
	}

	Object value() {
		return this.value;
	}

}
