package dev.corral.model;

import java.util.ArrayList;
import java.util.List;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;

/** A race that a model check is to try: some operations on each of some threads. */
final class Scenario {

	private Scenario() {
	}

	/**
	 * Makes a race.
	 * @param model the class with the operations
	 * @param validation the operation that checks in the end
	 * @param threads the names of the operations of each thread
	 * @return the race
	 * @throws NoSuchMethodException when an operation is missing
	 */
	@SafeVarargs
	static ExecutionScenario of(Class<?> model, String validation, List<String>... threads)
			throws NoSuchMethodException {
		List<List<Actor>> actors = new ArrayList<>();
		for (List<String> operations : threads) {
			List<Actor> ofThread = new ArrayList<>();
			for (String operation : operations) {
				ofThread.add(actor(model, operation));
			}
			actors.add(ofThread);
		}
		return new ExecutionScenario(List.of(), actors, List.of(), actor(model, validation));
	}

	private static Actor actor(Class<?> model, String operation) throws NoSuchMethodException {
		return new Actor(model.getMethod(operation), List.of());
	}

}
