package dev.corral.spring.boot;

import java.util.Optional;

import org.springframework.beans.factory.ObjectProvider;

import dev.corral.Corral;
import dev.corral.TaskLauncher;

/**
 * Finds the launcher behind the bean. A test may have put a mock of the interface in its
 * place, after the conditions on {@link Corral} were judged: then there is none.
 */
public final class CorralLookup {

	private CorralLookup() {
	}

	public static Optional<Corral> in(ObjectProvider<TaskLauncher> launchers) {
		return launchers.stream().filter(Corral.class::isInstance).map(Corral.class::cast).findFirst();
	}

}
