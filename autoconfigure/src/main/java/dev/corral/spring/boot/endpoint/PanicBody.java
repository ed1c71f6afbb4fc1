package dev.corral.spring.boot.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import dev.corral.monitor.RecentPanic;

/**
 * A recent panic.
 *
 * @param task the task's id
 * @param name the task's name
 * @param attempt which attempt panicked, from 1
 * @param time when it happened
 * @param exception the class of what escaped
 * @param message its message
 * @param late whether the outcome had been decided before
 * @param launchSite who launched the task
 * @param stack its frames, innermost first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "task", "name", "attempt", "time", "exception", "message", "late", "launchSite", "stack" })
record PanicBody(long task, String name, int attempt, Instant time, String exception, String message, boolean late,
		String launchSite, List<String> stack) {

	static PanicBody of(RecentPanic panic) {
		return new PanicBody(panic.task(), panic.name(), panic.attempt(), panic.time(), panic.exception(),
				panic.message(), panic.late(), panic.launchSite().toString(), TaskBody.frames(panic.stack()));
	}

}
