package dev.corral.internal.callback;

import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/*-
 * A class, not a lambda: what the virtual machine links at the first use of a lambda can
 * fail for ever when there is no memory just then, and lines are often written then.
 */
/**
 * A line of the log. Its throwable, if it has one, may be hostile: a logger gets a copy
 * of it then, and when the logger fails, only its class. Immutable.
 */
public final class LogLine implements Runnable {

	private final LogTopic topic;

	private final Level level;

	private final String format;

	private final @Nullable Object[] arguments;

	/** What the line is written with, {@code null} for the writing thread's own. */
	private final @Nullable Map<String, String> mdc;

	/**
	 * Makes a line about the launcher.
	 * @param level its level
	 * @param format its text with {@code {}} for each argument
	 * @param arguments the arguments, of which a throwable may be the last
	 */
	public LogLine(Level level, String format, @Nullable Object... arguments) {
		this(LogTopic.LAUNCHER, level, format, arguments);
	}

	/**
	 * Makes a line.
	 * @param topic what it is about, which chooses the logger
	 * @param level its level
	 * @param format its text with {@code {}} for each argument
	 * @param arguments the arguments, of which a throwable may be the last
	 */
	public LogLine(LogTopic topic, Level level, String format, @Nullable Object... arguments) {
		this(topic, level, format, arguments, null);
	}

	private LogLine(LogTopic topic, Level level, String format, @Nullable Object[] arguments,
			@Nullable Map<String, String> mdc) {
		this.topic = topic;
		this.level = level;
		this.format = format;
		this.arguments = arguments;
		this.mdc = mdc;
	}

	// Writes it on the calling thread. What an appender throws is ignored
	public static void write(Level level, String format, @Nullable Object... arguments) {
		new LogLine(level, format, arguments).tryWrite();
	}

	public static void write(LogTopic topic, Level level, String format, @Nullable Object... arguments) {
		new LogLine(topic, level, format, arguments).tryWrite();
	}

	/**
	 * The same line with the diagnostic context of a launch.
	 * @param launchMdc the context, {@code null} for none
	 * @return a line that is written with it
	 */
	public LogLine withMdc(@Nullable Map<String, String> launchMdc) {
		return (launchMdc != null) ? new LogLine(this.topic, this.level, this.format, this.arguments, launchMdc) : this;
	}

	// On the calling thread. What an appender throws is ignored
	public void tryWrite() {
		try {
			run();
		}
		catch (Throwable ex) {
			// There is no other way to report it
		}
	}

	@Override
	public void run() {
		Map<String, String> before = LaunchMdc.bind(this.mdc);
		try {
			int last = this.arguments.length - 1;
			if (last >= 0 && this.arguments[last] instanceof Throwable thrown) {
				log(thrown);
			}
			else {
				log(this.format, this.arguments);
			}
		}
		finally {
			LaunchMdc.unbind(this.mdc, before);
		}
	}

	// What fails with the throwable may succeed with a copy, or with its class alone
	private void log(Throwable thrown) {
		try {
			log(this.format, withLast(ThrowableCopy.orItself(thrown)));
			return;
		}
		catch (Throwable ex) {
			// With the next best
		}
		try {
			log(this.format, withLast(ThrowableCopy.of(thrown)));
			return;
		}
		catch (Throwable ex) {
			// With the next best
		}
		log(this.format + ": {}", withLast(thrown.getClass().getName()));
	}

	private @Nullable Object[] withLast(Object argument) {
		@Nullable Object[] changed = Arrays.copyOf(this.arguments, this.arguments.length);
		changed[changed.length - 1] = argument;
		return changed;
	}

	private void log(String text, @Nullable Object... values) {
		Logger logger = this.topic.logger;
		switch (this.level) {
			case ERROR -> logger.error(text, values);
			case WARN -> logger.warn(text, values);
			case INFO -> logger.info(text, values);
			case DEBUG -> logger.debug(text, values);
			case TRACE -> logger.trace(text, values);
		}
	}

	@Override
	public String toString() {
		return "the log line " + this.format;
	}

}
