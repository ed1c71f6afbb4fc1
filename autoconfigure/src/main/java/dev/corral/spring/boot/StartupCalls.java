package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.CallbackList;
import dev.corral.monitor.Printable;

/**
 * The handlers or listeners of a launcher, and a bounded list of the panics or events
 * that came before all of them were created. Thread-safe.
 *
 * @param <T> handlers or listeners
 * @param <E> what they are called with
 */
final class StartupCalls<T, E> {

	/*-
	 * Until every bean is there, the launcher's list ends with a placeholder. It keeps each call
	 * for the beans that are missing:
	 *
	 *  [beans found early…, placeholder] ──started──> [all beans] and the kept calls delivered
	 *
	 * A call may have read the list before, and come to the placeholder afterwards. It is passed
	 * on at once.
	 */

	/** The number of calls that are kept. */
	static final int LIMIT = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(StartupCalls.class);

	private final LateBeans<T> beans;

	private final Call<T, E> call;

	private final BiFunction<StartupCalls<T, E>, List<T>, T> placeholder;

	private final CallbackList<T> list = new CallbackList<>();

	/** The beans before the placeholder. */
	private volatile List<T> early = List.of();

	@GuardedBy("this")
	private final List<Kept<T, E>> kept = new ArrayList<>();

	@GuardedBy("this")
	private int dropped;

	@GuardedBy("this")
	private boolean closed;

	/**
	 * Makes a list without callbacks.
	 * @param beans finds them
	 * @param call calls one
	 * @param placeholder makes a callback that calls {@link #receive}
	 */
	StartupCalls(LateBeans<T> beans, Call<T, E> call, BiFunction<StartupCalls<T, E>, List<T>, T> placeholder) {
		this.beans = beans;
		this.call = call;
		this.placeholder = placeholder;
	}

	CallbackList<T> list() {
		return this.list;
	}

	/** While the launcher is created, which some beans may need. */
	void findEarly() {
		boolean complete = this.beans.find(false);
		List<T> elements = new ArrayList<>(this.beans.ordered());
		this.early = List.copyOf(elements);
		if (!complete) {
			elements.add(this.placeholder.apply(this, this.early));
		}
		this.list.replaceWith(elements);
	}

	/**
	 * When all singletons are there. Has no effect when called again.
	 * @return the calls that were kept, to be delivered
	 */
	List<Kept<T, E>> findAll() {
		if (isClosed()) {
			return List.of();
		}
		this.beans.find(true);
		this.list.replaceWith(this.beans.ordered());
		return close();
	}

	void deliver(List<Kept<T, E>> late) {
		late.forEach(this::deliver);
	}

	/**
	 * By a placeholder: keeps a call for the missing beans.
	 * @param element what the launcher has passed
	 * @param called the beans that have been called with it
	 */
	void receive(E element, List<T> called) {
		Kept<T, E> late = new Kept<>(element, called);
		if (!keep(late)) {
			deliver(late);
		}
	}

	private synchronized boolean keep(Kept<T, E> late) {
		if (this.closed) {
			return false;
		}
		if (this.kept.size() < LIMIT) {
			this.kept.add(late);
		}
		else {
			this.dropped++;
		}
		return true;
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * When the context ends without a start: takes the placeholder out of the list. Has
	 * no effect after a start.
	 * @return how many calls were kept and are not delivered
	 */
	int end() {
		if (isClosed()) {
			return 0;
		}
		this.list.replaceWith(this.early);
		return close().size();
	}

	// Ends the keeping, reports what was dropped, and returns what was kept
	private List<Kept<T, E>> close() {
		List<Kept<T, E>> late;
		int lost;
		synchronized (this) {
			late = List.copyOf(this.kept);
			lost = this.dropped;
			this.kept.clear();
			this.dropped = 0;
			this.closed = true;
		}
		if (lost > 0) {
			logger.warn("{} panics or events during the start were dropped: at most {} are kept for beans that are "
					+ "created later than the launcher", lost, LIMIT);
		}
		return late;
	}

	private void deliver(Kept<T, E> late) {
		for (T bean : this.list) {
			if (late.called().stream().noneMatch((other) -> isSame(other, bean))) {
				deliver(bean, late.element());
			}
		}
	}

	private void deliver(T bean, E element) {
		try {
			this.call.on(bean, element);
		}
		catch (Throwable ex) {
			logger.error("{} failed on {}", Printable.of(bean.getClass().getName()),
					Printable.of(String.valueOf(element)), ex);
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static boolean isSame(Object one, Object other) {
		return one == other;
	}

	/** Calls a handler or listener. */
	@FunctionalInterface
	interface Call<T, E> {

		void on(T callback, E element) throws Exception;

	}

	/**
	 * A call that some beans have not had.
	 *
	 * @param element a panic or an event
	 * @param called the beans that have been called with it
	 */
	record Kept<T, E>(E element, List<T> called) {

	}

}
