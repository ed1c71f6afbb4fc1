package dev.corral.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Hears what Corral logs until it is closed. */
public final class LogOfCorral implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

	private volatile boolean failing;

	/** Written by any thread, read by the test. */
	private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		// Past the method that catches exceptions
		@Override
		@SuppressWarnings("UnsynchronizedOverridesSynchronized")
		public void doAppend(ILoggingEvent event) {
			if (LogOfCorral.this.failing) {
				throw new IllegalStateException("the appender fails");
			}
			event.prepareForDeferredProcessing();
			super.doAppend(event);
		}

		@Override
		protected void append(ILoggingEvent event) {
			LogOfCorral.this.events.add(event);
		}

	};

	public LogOfCorral() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	// With true, no event is kept, and the thread that logs gets an exception
	public void fail(boolean value) {
		this.failing = value;
	}

	public List<ILoggingEvent> events(Level level) {
		return this.events.stream().filter((event) -> event.getLevel() == level).toList();
	}

	public List<String> messages(Level level) {
		return events(level).stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.appender);
	}

}
