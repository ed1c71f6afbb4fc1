package dev.corral.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains which property prevents the start, and which values are allowed. */
class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		Throwable reason = cause.getCause();
		String property = "'" + cause.property() + "'";
		Object value = cause.value();
		String state = (value != null) ? "was set to '" + value + "'" : "is not set";
		return new FailureAnalysis(
				"Property " + property + " " + state + ": "
						+ ((reason != null) ? reason.getMessage() : "it is not allowed") + ".",
				(value != null) ? "Change the value of " + property + ", or remove it to get the default."
						: "Set " + property + ", or remove the other properties of its group.",
				cause);
	}

}
