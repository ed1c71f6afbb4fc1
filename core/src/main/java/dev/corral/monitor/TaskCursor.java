package dev.corral.monitor;

import java.util.Optional;

/**
 * Walks over live tasks in ascending order of id, to within concurrent launches, and
 * holds at most one of them. Tasks launched after it was opened are not shown. To be used
 * by one thread and closed.
 */
public interface TaskCursor extends AutoCloseable {

	/**
	 * The next task, as it is at this moment.
	 * @return empty at the end
	 */
	Optional<TaskSnapshot> next();

	@Override
	void close();

}
