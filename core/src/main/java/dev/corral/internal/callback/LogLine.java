package dev.corral.internal.callback;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/*-
 * A class, not a lambda: what the virtual machine links at the first use of a lambda can
 * fail for ever when there is no memory just then, and lines are often written then.
 */
/**
 * A line of the log that another thread writes. Immutable.
 */
public final class LogLine implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Level level;

	private final String format;

	private final @Nullable Object[] arguments;

	/**
	 * Makes a line.
	 * @param level its level
	 * @param format its text with {@code {}} for each argument
	 * @param arguments the arguments, of which a throwable may be the last
	 */
	public LogLine(Level level, String format, @Nullable Object... arguments) {
		this.level = level;
		this.format = format;
		this.arguments = arguments;
	}

	// Writes it on the calling thread. What an appender throws is ignored
	public static void write(Level level, String format, @Nullable Object... arguments) {
		try {
			new LogLine(level, format, arguments).run();
		}
		catch (Throwable ex) {
			// There is no other way to report it
		}
	}

	@Override
	public void run() {
		switch (this.level) {
			case ERROR -> logger.error(this.format, this.arguments);
			case WARN -> logger.warn(this.format, this.arguments);
			case INFO -> logger.info(this.format, this.arguments);
			case DEBUG -> logger.debug(this.format, this.arguments);
			case TRACE -> logger.trace(this.format, this.arguments);
		}
	}

	@Override
	public String toString() {
		return "the log line " + this.format;
	}

}
