package dev.corral.chaos.jvm;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call of the public API that is made at the end of the stack.
 *
 * @param method the method, as {@code Type.name(Parameter,…)}
 * @param variant how it is called, where there are several ways; else empty
 * @param preparation what is done before, with plenty of stack
 * @param act the call; it links and allocates nothing of its own
 * @param expected what it may throw with plenty of stack
 */
record Call(String method, String variant, Preparation preparation, Act act, List<Class<?>> expected) {

	@Override
	public String toString() {
		return this.variant.isEmpty() ? this.method : this.method + " " + this.variant;
	}

	boolean expects(Throwable thrown) {
		return this.expected.stream().anyMatch((type) -> type.isInstance(thrown));
	}

	/** What is done before a call. */
	@FunctionalInterface
	interface Preparation {

		void on(Subject subject) throws Exception;

	}

	/** The call. */
	@FunctionalInterface
	interface Act {

		@Nullable Object on(Subject subject) throws Exception;

	}

}
