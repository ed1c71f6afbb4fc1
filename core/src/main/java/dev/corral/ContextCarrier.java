package dev.corral;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import dev.corral.internal.util.Check;

/**
 * Carries what is bound to the launching thread, such as MDC, trace or security context,
 * to the thread of the task. A carrier that throws is logged once and skipped; the task
 * runs without what it would have carried. Thread-safe.
 */
@FunctionalInterface
public interface ContextCarrier {

	/**
	 * Takes a copy of what is bound. Called in the launching thread at every launch, so
	 * it has to be quick.
	 * @return what restores it, {@code null} when there is nothing to carry
	 */
	@Nullable Context capture();

	/**
	 * Carries the mapped diagnostic context of SLF4J.
	 * @return a carrier
	 */
	static ContextCarrier mdc() {
		return () -> {
			Map<String, String> bound = MDC.getCopyOfContextMap();
			if (bound == null || bound.isEmpty()) {
				return null;
			}
			return () -> {
				MDC.setContextMap(bound);
				return MDC::clear;
			};
		};
	}

	/**
	 * Carries the value of a thread local, the same instance.
	 * @param <T> its type
	 * @param local the thread local
	 * @return a carrier
	 * @throws IllegalArgumentException when it is null
	 */
	static <T> ContextCarrier of(ThreadLocal<T> local) {
		Check.notNull("local", local);
		return () -> {
			@Nullable T bound = local.get();
			if (bound == null) {
				return null;
			}
			return () -> {
				local.set(bound);
				return local::remove;
			};
		};
	}

	/** What was bound to the launching thread. */
	@FunctionalInterface
	interface Context {

		/**
		 * Binds it to the calling thread, the task's own, before its first attempt.
		 * @return clears it again, called on the same thread after body, listeners and
		 * handlers, whatever they throw
		 */
		Runnable restore();

	}

}
