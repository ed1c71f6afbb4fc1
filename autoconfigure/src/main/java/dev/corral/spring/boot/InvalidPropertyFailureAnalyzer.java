package dev.corral.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property stops the start, and what it may be. */
class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		Throwable reason = cause.getCause();
		return new FailureAnalysis(
				"Property '" + cause.property() + "' was set to '" + cause.value() + "': "
						+ ((reason != null) ? reason.getMessage() : "it is not allowed") + ".",
				"Change the value of '" + cause.property() + "', or remove it to get the default.", cause);
	}

}
