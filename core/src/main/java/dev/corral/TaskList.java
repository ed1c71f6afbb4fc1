package dev.corral;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The tasks of one scope, linked through themselves. Guarded by the scope's lock. */
final class TaskList {

	private @Nullable SupervisedTask<?> first;

	private int size;

	void add(SupervisedTask<?> task) {
		SupervisedTask<?> after = this.first;
		task.siblingAfter = after;
		if (after != null) {
			after.siblingBefore = task;
		}
		this.first = task;
		task.inScope = true;
		this.size++;
	}

	boolean remove(SupervisedTask<?> task) {
		if (!task.inScope) {
			return false;
		}
		task.inScope = false;
		this.size--;
		SupervisedTask<?> before = task.siblingBefore;
		SupervisedTask<?> after = task.siblingAfter;
		if (before == null) {
			this.first = after;
		}
		else {
			before.siblingAfter = after;
		}
		if (after != null) {
			after.siblingBefore = before;
		}
		task.siblingBefore = null;
		task.siblingAfter = null;
		return true;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	List<SupervisedTask<?>> toList() {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (SupervisedTask<?> task = this.first; task != null; task = task.siblingAfter) {
			tasks.add(task);
		}
		return tasks;
	}

}
