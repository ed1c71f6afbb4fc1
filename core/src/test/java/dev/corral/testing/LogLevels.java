package dev.corral.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sets the level of Corral's loggers until it is closed. */
public final class LogLevels implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

	private final @Nullable Level before = this.logger.getLevel();

	public LogLevels(Level level) {
		this.logger.setLevel(level);
	}

	@Override
	public void close() {
		this.logger.setLevel(this.before);
	}

}
