package dev.corral.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Every method of a future, with every odd argument. */
@SuppressWarnings({ "FutureReturnValueIgnored", "ReferenceEquality" })
final class FutureProbes {

	private static final long[] TIMES = { Long.MIN_VALUE, -1, 0, 1 };

	private FutureProbes() {
	}

	// Of a future that is done, or else without calls that would wait for ever
	@SuppressWarnings("NullAway")
	static List<Probe<Future<?>>> ofFutures(boolean done) {
		List<Probe<Future<?>>> probes = new ArrayList<>();
		for (String state : List.of("", "interrupted: ")) {
			if (done || !state.isEmpty()) {
				add(probes, state, "get()", Future::get);
				add(probes, state, "get(MAX DAYS)", (future) -> future.get(Long.MAX_VALUE, TimeUnit.DAYS));
			}
			for (long time : TIMES) {
				add(probes, state, "get(" + time + " NANOSECONDS)", (future) -> future.get(time, TimeUnit.NANOSECONDS));
			}
			add(probes, state, "get(null unit)", (future) -> future.get(1, null));
			add(probes, state, "isDone", Future::isDone);
			add(probes, state, "isCancelled", Future::isCancelled);
			add(probes, state, "state", Future::state);
			add(probes, state, "resultNow", Future::resultNow);
			add(probes, state, "exceptionNow", Future::exceptionNow);
			for (boolean interrupt : new boolean[] { true, false }) {
				String cancel = "cancel(" + interrupt + ")";
				add(probes, state, cancel, (future) -> future.cancel(interrupt));
				add(probes, state, cancel + " twice",
						(future) -> future.cancel(interrupt) + ", " + future.cancel(true));
				add(probes, state, cancel + ".get", (future) -> {
					future.cancel(interrupt);
					return future.get();
				});
				add(probes, state, cancel + ".state", (future) -> {
					future.cancel(interrupt);
					return future.state();
				});
			}
		}
		return probes;
	}

	private static void add(List<Probe<Future<?>>> probes, String state, String name, Probe.Call<Future<?>> call) {
		probes.add(new Probe<>(state + name, (future) -> {
			if (!state.isEmpty()) {
				Thread.currentThread().interrupt();
			}
			return call.on(future);
		}));
	}

	@SuppressWarnings("NullAway")
	static List<Probe<CompletableFuture<Integer>>> ofCompletableFutures(boolean done) {
		List<Probe<CompletableFuture<Integer>>> probes = new ArrayList<>();
		ofFutures(done).forEach((probe) -> probes.add(new Probe<>(probe.name(), probe.call()::on)));
		List<Probe<CompletableFuture<Integer>>> more = List.of(new Probe<>("getNow(7)", (one) -> one.getNow(7)),
				new Probe<>("isCompletedExceptionally", CompletableFuture::isCompletedExceptionally),
				new Probe<>("complete(7)", (one) -> one.complete(7) + ", " + one.state()),
				new Probe<>("complete(7).cancel", (one) -> one.complete(7) + ", " + one.cancel(true)),
				new Probe<>("completeExceptionally(null)", (one) -> one.completeExceptionally(null)),
				new Probe<>("completeExceptionally",
						(one) -> one.completeExceptionally(new IllegalStateException()) + ", " + one.state()),
				new Probe<>("obtrudeValue(7)", (one) -> {
					one.obtrudeValue(7);
					return one.get();
				}), new Probe<>("obtrudeException(null)", (one) -> {
					one.obtrudeException(null);
					return "returns";
				}), new Probe<>("completeAsync(null)", (one) -> one.completeAsync(null)),
				new Probe<>("completeAsync(7)", (one) -> one.completeAsync(() -> 7).isDone() || !one.isCancelled()),
				new Probe<>("orTimeout(1, null)", (one) -> one.orTimeout(1, null)),
				new Probe<>("orTimeout(MIN)",
						(one) -> one.orTimeout(Long.MIN_VALUE, TimeUnit.DAYS).handle((v, e) -> "ended").get()),
				new Probe<>("completeOnTimeout(7, MIN)",
						(one) -> one.completeOnTimeout(7, Long.MIN_VALUE, TimeUnit.DAYS)
							.handle((v, e) -> "ended")
							.get()),
				new Probe<>("completeOnTimeout(7, 1, null)", (one) -> one.completeOnTimeout(7, 1, null)),
				new Probe<>("thenApply(null)", (one) -> one.thenApply(null)),
				new Probe<>("thenAccept(null)", (one) -> one.thenAccept(null)),
				new Probe<>("thenRun(null)", (one) -> one.thenRun(null)),
				new Probe<>("thenApplyAsync(null)", (one) -> one.thenApplyAsync(null)),
				new Probe<>("thenApplyAsync(null executor)", (one) -> one.thenApplyAsync((v) -> v, null)),
				new Probe<>("thenCombine(null)", (one) -> one.thenCombine(null, (a, b) -> a)),
				new Probe<>("thenCompose(null)", (one) -> one.thenCompose(null)),
				new Probe<>("applyToEither(null)", (one) -> one.applyToEither(null, (v) -> v)),
				new Probe<>("runAfterBoth(null)", (one) -> one.runAfterBoth(null, () -> {
				})), new Probe<>("whenComplete(null)", (one) -> one.whenComplete(null)),
				new Probe<>("handle(null)", (one) -> one.handle(null)),
				new Probe<>("exceptionally(null)", (one) -> one.exceptionally(null)),
				new Probe<>("copy.cancel", (one) -> one.copy().cancel(true) + ", " + one.isCancelled()),
				new Probe<>("minimalCompletionStage.get",
						(one) -> ((CompletableFuture<Integer>) one.minimalCompletionStage()).isDone()),
				new Probe<>("newIncompleteFuture", CompletableFuture::newIncompleteFuture),
				new Probe<>("toCompletableFuture", (one) -> one.toCompletableFuture() == one),
				new Probe<>("getNumberOfDependents", CompletableFuture::getNumberOfDependents));
		probes.addAll(more);
		if (done) {
			probes.add(new Probe<>("join", CompletableFuture::join));
			probes.add(new Probe<>("thenApply.join", (one) -> one.thenApply((value) -> value + 1).join()));
			probes.add(new Probe<>("thenApplyAsync.join", (one) -> one.thenApplyAsync((value) -> value + 1).join()));
			probes.add(new Probe<>("handle.join",
					(one) -> one.handle((value, thrown) -> (thrown != null) ? thrown.getClass().getSimpleName() : value)
						.join()));
			probes.add(new Probe<>("exceptionallyAsync.join", (one) -> one.exceptionallyAsync((thrown) -> 9).join()));
		}
		return probes;
	}

}
