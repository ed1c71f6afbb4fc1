package dev.corral.spring.boot;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handlers or listeners. What happens before they are there is kept, and passed on later.
 * Thread-safe.
 *
 * @param <T> the kind of callback
 * @param <E> what it is called with
 */
final class LateReceivers<T, E> extends LateCallbacks<T> {

	private static final Logger logger = LoggerFactory.getLogger(LateReceivers.class);

	private final BooleanSupplier started;

	private final Call<T, E> call;

	private final BiFunction<LateReceivers<T, E>, List<T>, T> placeholder;

	private final Missed<Missing<T, E>> missed = new Missed<>();

	/**
	 * Makes the callbacks of one kind.
	 * @param beans finds them
	 * @param started whether beans may be made on any thread
	 * @param call calls one
	 * @param placeholder makes a callback that calls {@link #receive}
	 */
	LateReceivers(LateBeans<T> beans, BooleanSupplier started, Call<T, E> call,
			BiFunction<LateReceivers<T, E>, List<T>, T> placeholder) {
		super(beans);
		this.started = started;
		this.call = call;
		this.placeholder = placeholder;
	}

	@Override
	T placeholder(List<T> called) {
		return this.placeholder.apply(this, called);
	}

	/**
	 * By a placeholder: keeps an element for the missing beans, or passes it on.
	 * @param element what the launcher has passed
	 * @param called the beans that have had it
	 */
	void receive(E element, List<T> called) {
		Missing<T, E> missing = new Missing<>(element, called);
		if (this.started.getAsBoolean() && find(LateBeans.Attempt.CALL)) {
			takeMissed().ifPresent(Runnable::run);
			passOn(missing);
		}
		else if (!this.missed.add(missing)) {
			passOn(missing);
		}
	}

	/**
	 * Takes out what was kept, when no bean is missing any more.
	 * @return passes it on; empty when there is nothing
	 */
	Optional<Runnable> takeMissed() {
		List<Missing<T, E>> all = this.missed.close();
		return all.isEmpty() ? Optional.empty() : Optional.of(() -> passOn(all));
	}

	private void passOn(List<Missing<T, E>> all) {
		all.forEach(this::passOn);
		long dropped = this.missed.takeDropped();
		if (dropped > 0) {
			logger.warn("{} more came before their beans were made than the {} that are kept; they were not passed on",
					dropped, Missed.LIMIT);
		}
	}

	private void passOn(Missing<T, E> missing) {
		for (T bean : without(missing.called())) {
			try {
				this.call.on(bean, missing.element());
			}
			catch (Throwable ex) {
				logger.error("{} failed on {}", bean.getClass().getName(), missing.element(), ex);
			}
		}
	}

	/** Calls a callback. */
	@FunctionalInterface
	interface Call<T, E> {

		void on(T callback, E element) throws Exception;

	}

	/**
	 * An element that some beans have not had.
	 *
	 * @param element what it is
	 * @param called the beans that have had it
	 */
	private record Missing<T, E>(E element, List<T> called) {

	}

}
