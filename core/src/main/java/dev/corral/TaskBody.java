package dev.corral;

/** What a task does. */
@FunctionalInterface
public interface TaskBody {

	/**
	 * Does the work, on the task's own thread.
	 * @throws Exception whatever went wrong; reported as a panic
	 */
	void run() throws Exception;

}
