package dev.corral.internal.task;

/** A host that can run its tasks, and end them. */
public interface TaskEngine extends TaskHost {

	TaskRunner runner();

	OutcomeDecider decider();

}
