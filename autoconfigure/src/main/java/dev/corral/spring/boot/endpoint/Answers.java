package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;

import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;

/** A form of answers: makes a writer for each view. */
interface Answers {

	/**
	 * For {@code view=full}.
	 * @param total how many tasks match when the answer is begun
	 * @param out where it goes
	 * @return a writer of tasks
	 */
	AnswerWriter<TaskSnapshot> tasks(long total, ByteArrayOutputStream out);

	/**
	 * For {@code view=grouped}.
	 * @param groups all groups, of which the first are shown
	 * @param out where it goes
	 * @return a writer of groups
	 */
	AnswerWriter<TaskGroup> groups(TaskGroups groups, ByteArrayOutputStream out);

	/**
	 * For {@code view=scopes}.
	 * @param total how many scopes match
	 * @param out where it goes
	 * @return a writer of scopes, each with those below it
	 */
	AnswerWriter<ScopeTree> scopes(long total, ByteArrayOutputStream out);

}
