package dev.corral.internal.util;

import dev.corral.monitor.Printable;

/** Names the class of an object of the user for the log, escaped. */
public final class TypeText {

	/** What the JVM adds to the class that has a lambda; numbers follow. */
	private static final String LAMBDA = "$$Lambda";

	private TypeText() {
	}

	// A lambda by the class that it is in
	public static String of(Object object) {
		return of(object.getClass());
	}

	public static String of(Class<?> type) {
		String name = type.getName();
		int lambda = name.indexOf(LAMBDA);
		return Printable.of((lambda > 0) ? name.substring(0, lambda) + " (lambda)" : name);
	}

}
