package dev.corral.spring.boot;

import org.jspecify.annotations.Nullable;

/** A property whose value is not allowed, or a required property that is not set. */
class InvalidPropertyException extends RuntimeException {

	private final String property;

	private final @Nullable Object value;

	InvalidPropertyException(String property, @Nullable Object value, IllegalArgumentException cause) {
		super("Property '" + property
				+ ((value != null) ? "' with value '" + value + "' is invalid: " : "' is missing: ")
				+ cause.getMessage(), cause);
		this.property = property;
		this.value = value;
	}

	String property() {
		return this.property;
	}

	// Null when the property is not set
	@Nullable Object value() {
		return this.value;
	}

}
