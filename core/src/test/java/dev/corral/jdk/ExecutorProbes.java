package dev.corral.jdk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Every method of an executor, with every odd argument, before and after its shutdown.
 */
@SuppressWarnings({ "FutureReturnValueIgnored", "ReferenceEquality" })
final class ExecutorProbes {

	private static final long[] TIMES = { Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE };

	private static final String INTERRUPTED = "interrupted: ";

	private static final Callable<Integer> ONE = () -> 1;

	private static final Callable<Integer> FAILS = () -> {
		throw new IllegalStateException("planted");
	};

	private static final Callable<Integer> ENDLESS = () -> {
		new CountDownLatch(1).await();
		return 1;
	};

	private final List<Probe<ExecutorService>> probes = new ArrayList<>();

	private ExecutorProbes() {
	}

	static List<Probe<ExecutorService>> all() {
		ExecutorProbes all = new ExecutorProbes();
		all.add("", (executor) -> {
		});
		all.add("after shutdown: ", ExecutorService::shutdown);
		all.add("after shutdownNow: ", ExecutorService::shutdownNow);
		all.add(INTERRUPTED, (executor) -> Thread.currentThread().interrupt());
		return all.probes;
	}

	private void add(String state, Before before) {
		submits(state, before);
		invokes(state, before);
		ends(state, before);
	}

	private void add(String name, Before before, Probe.Call<ExecutorService> call) {
		this.probes.add(new Probe<>(name, (executor) -> {
			before.prepare(executor);
			return call.on(executor);
		}));
	}

	@SuppressWarnings("NullAway")
	private void submits(String state, Before before) {
		Callable<Integer> body = bodyFor(state, ONE);
		add(state + "execute(null)", before, (executor) -> {
			executor.execute(null);
			return "returns";
		});
		add(state + "execute", before, (executor) -> {
			CountDownLatch ran = new CountDownLatch(1);
			executor.execute(ran::countDown);
			ran.await();
			return "runs";
		});
		add(state + "submit((Runnable) null)", before, (executor) -> executor.submit((Runnable) null));
		add(state + "submit((Callable) null)", before, (executor) -> executor.submit((Callable<?>) null));
		add(state + "submit(null, 1)", before, (executor) -> executor.submit(null, 1));
		add(state + "submit(Runnable).get", before, (executor) -> executor.submit(new FutureTask<>(body)).get());
		add(state + "submit(Runnable, 1).get", before, (executor) -> executor.submit(new FutureTask<>(body), 1).get());
		add(state + "submit(Runnable, null).get", before,
				(executor) -> executor.<@Nullable Object>submit(new FutureTask<>(body), null).get());
		add(state + "submit(Callable).get", before, (executor) -> executor.submit(body).get());
		add(state + "submit(failing).get", before, (executor) -> executor.submit(bodyFor(state, FAILS)).get());
	}

	// Whether a JDK executor gives an interrupted caller the result of a body that ends
	// at
	// once is luck
	private static Callable<Integer> bodyFor(String state, Callable<Integer> body) {
		return state.equals(INTERRUPTED) ? ENDLESS : body;
	}

	@SuppressWarnings("NullAway")
	private void invokes(String state, Before before) {
		Callable<Integer> one = bodyFor(state, ONE);
		add(state + "invokeAll(null)", before, (executor) -> executor.invokeAll(null));
		add(state + "invokeAll(with null)", before, (executor) -> states(executor.invokeAll(Arrays.asList(ONE, null))));
		add(state + "invokeAll()", before, (executor) -> states(executor.invokeAll(none())));
		add(state + "invokeAll(1, failing)", before, (executor) -> states(executor.invokeAll(List.of(one, FAILS))));
		add(state + "invokeAll(1, null unit)", before, (executor) -> executor.invokeAll(List.of(ONE), 1, null));
		add(state + "invokeAny(null)", before, (executor) -> executor.invokeAny(null));
		add(state + "invokeAny(with null)", before, (executor) -> executor.invokeAny(Arrays.asList(FAILS, null)));
		add(state + "invokeAny()", before, (executor) -> executor.invokeAny(none()));
		add(state + "invokeAny(1, failing)", before, (executor) -> executor.invokeAny(List.of(one, FAILS)));
		add(state + "invokeAny(failing)", before,
				(executor) -> executor.invokeAny(List.of(bodyFor(state, FAILS), FAILS)));
		add(state + "invokeAny(1, null unit)", before, (executor) -> executor.invokeAny(List.of(ONE), 1, null));
		for (long time : TIMES) {
			String unit = ", " + time + " DAYS)";
			if (time <= 0) {
				add(state + "invokeAll(endless" + unit, before,
						(executor) -> states(executor.invokeAll(List.of(ENDLESS), time, TimeUnit.DAYS)));
				add(state + "invokeAny(endless" + unit, before,
						(executor) -> executor.invokeAny(List.of(ENDLESS), time, TimeUnit.DAYS));
			}
			else {
				add(state + "invokeAll(1" + unit, before,
						(executor) -> states(executor.invokeAll(List.of(one), time, TimeUnit.DAYS)));
				add(state + "invokeAny(1" + unit, before,
						(executor) -> executor.invokeAny(List.of(one), time, TimeUnit.DAYS));
			}
		}
	}

	@SuppressWarnings("NullAway")
	private void ends(String state, Before before) {
		add(state + "awaitTermination(1, null unit)", before, (executor) -> executor.awaitTermination(1, null));
		for (long time : TIMES) {
			boolean waits = time > 0 && state.isEmpty();
			if (!waits) {
				add(state + "awaitTermination(" + time + " DAYS)", before,
						(executor) -> executor.awaitTermination(time, TimeUnit.DAYS));
			}
		}
		add(state + "isShutdown", before, ExecutorService::isShutdown);
		add(state + "shutdown twice", before, (executor) -> {
			executor.shutdown();
			executor.shutdown();
			return executor.isShutdown();
		});
		add(state + "shutdownNow", before, ExecutorService::shutdownNow);
		add(state + "close twice", before, (executor) -> {
			executor.close();
			executor.close();
			return executor.isTerminated();
		});
	}

	private static Collection<Callable<Integer>> none() {
		return List.of();
	}

	private static List<Future.State> states(List<? extends Future<?>> futures) {
		return futures.stream().map(Future::state).toList();
	}

	/** What is done before a call. */
	private interface Before {

		void prepare(ExecutorService executor);

	}

}
