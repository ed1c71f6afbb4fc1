package dev.corral.internal.callback;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a line of the log is about: each topic has a logger of its own. */
public enum LogTopic {

	/** Exceptions of bodies and recovery handlers, and restarts after them. */
	PANIC("dev.corral.panic"),

	/** Verdicts of the watcher, and how it looks for them. */
	LEAK("dev.corral.leak"),

	/** Timeouts of tasks and scopes. */
	TIMEOUT("dev.corral.timeout"),

	/** Starts, cancels and closes of launchers, scopes and tasks. */
	LIFECYCLE("dev.corral.lifecycle"),

	/** All else: listeners, callbacks, carriers, dumps. */
	LAUNCHER("dev.corral");

	@SuppressWarnings("ImmutableEnumChecker")
	final Logger logger;

	LogTopic(String name) {
		this.logger = LoggerFactory.getLogger(name);
	}

}
