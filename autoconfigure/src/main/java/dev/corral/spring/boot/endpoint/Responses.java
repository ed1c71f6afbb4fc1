package dev.corral.spring.boot.endpoint;

import java.util.List;

import org.springframework.util.MimeType;

import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;

/** Renders the responses of the {@code tasks} endpoint in one format. Thread-safe. */
interface Responses {

	/**
	 * The content type.
	 * @return the type of every body
	 */
	MimeType type();

	/**
	 * Renders one task.
	 * @param task the task
	 * @param samples samples of its stack, in order
	 * @return the body
	 */
	Object task(TaskSnapshot task, List<StackSample> samples);

	/**
	 * Renders the error about a parameter.
	 * @param ex the error
	 * @return the body
	 */
	Object badParameter(BadParameterException ex);

	/**
	 * Renders the error about a dump above the limit.
	 * @return the body
	 */
	Object tooManyDumps();

	/**
	 * Renders {@code view=full}.
	 * @param total how many tasks match when the response begins
	 * @return the parts, with a task as an item
	 */
	ResponseParts<TaskSnapshot> tasks(long total);

	/**
	 * Renders {@code view=grouped}.
	 * @param groups all groups, of which the first are items
	 * @return the parts, with a group as an item
	 */
	ResponseParts<TaskGroup> groups(TaskGroups groups);

	/**
	 * Renders {@code view=scopes}.
	 * @param total how many scopes match
	 * @return the parts, with a scope and all scopes below it as an item
	 */
	ResponseParts<ScopeTree> scopes(long total);

}
