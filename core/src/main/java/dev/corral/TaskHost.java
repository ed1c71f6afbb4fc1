package dev.corral;

/** What tasks need of the launcher they belong to. */
interface TaskHost {

	Environment environment();

	TaskRunner runner();

	Endings endings();

	CallbackExecutor callbacks();

	/**
	 * The root as a task's body sees it.
	 * @return a scope that launches, and that nobody can end
	 */
	CancellationScope rootScope();

}
