package dev.corral.internal.callback;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.RecoveryHandler;
import dev.corral.internal.util.PanicText;
import dev.corral.internal.util.TypeText;
import dev.corral.monitor.Printable;

/**
 * The line about a recovery handler that has failed.
 *
 * @param lines limits it
 * @param handler the class of the handler
 * @param subject the task that has panicked, for the beginning of the line
 * @param mdc that of its launch, {@code null} for none
 * @param panic the class of what the task has thrown
 * @param thrown what the handler has thrown; its methods may block
 */
public record HandlerLine(FailureLines lines, String handler, String subject, @Nullable Map<String, String> mdc,
		String panic, Throwable thrown) implements FailureLines.Line {

	/**
	 * The line about a handler and the panic it was called for.
	 * @param lines limits it
	 * @param handler the handler
	 * @param subject the task that has panicked, for the beginning of the line
	 * @param mdc that of its launch, {@code null} for none
	 * @param panic what the task has thrown
	 * @param thrown what the handler has thrown
	 * @return the line, not written yet
	 */
	public static HandlerLine of(FailureLines lines, RecoveryHandler handler, String subject,
			@Nullable Map<String, String> mdc, Throwable panic, Throwable thrown) {
		return new HandlerLine(lines, TypeText.of(handler), subject, mdc, Printable.of(panic.getClass().getName()),
				thrown);
	}

	@Override
	public void run() {
		if (this.lines.tryAcquireLine(kind().with(this.thrown, PanicText.stack(this.thrown)))) {
			new LogLine(LogTopic.PANIC, Level.ERROR, "{}: recovery handler {} failed on its {}", this.subject,
					this.handler, this.panic, this.thrown)
				.withMdc(this.mdc)
				.tryWrite();
		}
	}

	private StormKind kind() {
		return StormKind.of(LogTopic.PANIC, Level.ERROR, "Recovery handler " + this.handler + " failed");
	}

	@Override
	public StormKind shortKind() {
		return kind().unread(this.thrown);
	}

	@Override
	public LogLine shortForm() {
		return new LogLine(LogTopic.PANIC, Level.ERROR,
				"{}: recovery handler {} failed on its {} with {}, of which a method or a log appender has not returned",
				this.subject, this.handler, this.panic, Printable.of(this.thrown.getClass().getName()))
			.withMdc(this.mdc);
	}

}
