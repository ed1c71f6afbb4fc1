package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.JmxEndpoint;

import dev.corral.dump.Grouping;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskFilter;

/**
 * The {@code taskdump} endpoint, over JMX only: a short grouped dump as text, and one to
 * the log. The latter needs unrestricted access.
 */
@JmxEndpoint(id = "taskdump", defaultAccess = Access.READ_ONLY)
public class TasksJmxEndpoint {

	private static final int MAX_GROUPS = 100;

	/** In characters. */
	private static final int MAX_LENGTH = 1_000_000;

	private static final String NONE = "no Corral launcher is in this application\n";

	private final @Nullable TaskDumps dumps;

	TasksJmxEndpoint(@Nullable TaskDumps dumps) {
		this.dumps = dumps;
	}

	/**
	 * Returns the most numerous groups of live tasks.
	 * @return text of at most a million characters
	 */
	@ReadOperation
	public String dump() {
		if (this.dumps == null) {
			return NONE;
		}
		StringBuilder text = new StringBuilder();
		this.dumps.writeGrouped(TaskFilter.all(), Grouping.EXACT, MAX_GROUPS, text);
		return (text.length() <= MAX_LENGTH) ? text.toString() : text.substring(0, MAX_LENGTH) + "\ncut\n";
	}

	/** Writes the most numerous groups of live tasks to the log. */
	@WriteOperation
	public void dumpToLog() {
		if (this.dumps != null) {
			this.dumps.log();
		}
	}

}
