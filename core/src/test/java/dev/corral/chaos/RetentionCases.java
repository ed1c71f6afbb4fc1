package dev.corral.chaos;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.RecoveryHandler;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskContext;

/** A reference to a settled task retains neither its body, its context nor its thread. */
final class RetentionCases {

	private RetentionCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(kept("handle-of-a-success", (run) -> run.settled(run.corral.launch("x", run.body(() -> {
		})))), kept("handle-of-a-panic", (run) -> run.settled(run.corral.launch("x", run.body(() -> {
			throw new IllegalStateException("planted");
		})))), kept("handle-of-a-timeout",
				(run) -> run.settled(run.corral.task("x").timeout(Duration.ofMillis(20)).launch(run.body(run::park)))),
				kept("handle-of-a-cancel", (run) -> run.settled(run.cancelled())), kept("handle-of-a-platform-task",
						(run) -> run.settled(run.corral.task("x").onPlatformThread().launch(run.body(() -> {
						})))),
				kept("handle-with-a-handler-of-its-own",
						(run) -> run.settled(run.corral.task("x").recoverWith(run.handler()).launch(run.body(() -> {
							throw new IllegalStateException("planted");
						})))),
				kept("future", RetentionCases::future), kept("context", RetentionCases::context),
				kept("registration", RetentionCases::registration), kept("scope", RetentionCases::scope),
				kept("scope-of-the-context", RetentionCases::ownScope), kept("launcher-alone", (run) -> {
					run.settled(run.corral.launch("x", run.body(() -> {
					})));
					return run.corral;
				}));
	}

	private static ChaosCase kept(String name, Keeper keeper) {
		return new ChaosCase("retention/" + name, (chaos) -> {
			Run run = Run.open(chaos);
			Object kept = keeper.keep(run);
			try {
				Await.until(() -> "all is collected but " + run.left(), () -> {
					System.gc();
					return run.left().isEmpty();
				});
			}
			finally {
				Reference.reachabilityFence(kept);
			}
		});
	}

	private static Object future(Run run) throws Exception {
		Task<?> task = run.corral.launch("x", run.body(() -> {
		}));
		Object kept = task.toCompletableFuture();
		run.settled(task);
		return kept;
	}

	private static Object context(Run run) throws Exception {
		AtomicReference<@Nullable Object> kept = new AtomicReference<>();
		run.settled(run.corral.launch("x", run.body(() -> kept.set(TaskContext.current()))));
		return kept;
	}

	private static Object registration(Run run) throws Exception {
		AtomicReference<@Nullable Object> kept = new AtomicReference<>();
		run.settled(run.corral.launch("x", run.body(() -> kept.set(TaskContext.current().onCancel(() -> {
		})))));
		return kept;
	}

	private static Object scope(Run run) throws Exception {
		CancellationScope scope = run.corral.openScope("s");
		run.settled(scope.launch("x", run.body(() -> {
		})));
		scope.join();
		scope.close();
		return scope;
	}

	private static Object ownScope(Run run) throws Exception {
		AtomicReference<@Nullable Object> kept = new AtomicReference<>();
		try (CancellationScope scope = run.corral.openScope("s")) {
			run.settled(scope.launch("x", run.body(() -> kept.set(TaskContext.current().scope()))));
		}
		return kept;
	}

	/** Runs a task and returns what to keep of it. */
	@FunctionalInterface
	private interface Keeper {

		Object keep(Run run) throws Exception;

	}

	/** A launcher whose only task is remembered weakly. */
	private static final class Run {

		private final Chaos chaos;

		private final Corral corral;

		private final AtomicReference<@Nullable WeakReference<Object>> context;

		private final AtomicReference<@Nullable WeakReference<Object>> captured = new AtomicReference<>();

		private final AtomicReference<@Nullable WeakReference<Thread>> thread = new AtomicReference<>();

		private Run(Chaos chaos, Corral corral, AtomicReference<@Nullable WeakReference<Object>> context) {
			this.chaos = chaos;
			this.corral = corral;
			this.context = context;
		}

		static Run open(Chaos chaos) {
			AtomicReference<@Nullable WeakReference<Object>> context = new AtomicReference<>();
			ContextCarrier carrier = () -> {
				byte[] carried = new byte[1 << 16];
				context.compareAndSet(null, new WeakReference<>(carried));
				return () -> () -> use(carried);
			};
			return new Run(chaos, chaos.open((config) -> config.withContextCarriers(List.of(carrier))), context);
		}

		// A body that captures a large array, which is remembered weakly
		TaskBody body(TaskBody rest) {
			byte[] big = new byte[1 << 20];
			this.captured.set(new WeakReference<>(big));
			AtomicReference<@Nullable WeakReference<Thread>> noted = this.thread;
			return () -> {
				noted.set(new WeakReference<>(Thread.currentThread()));
				rest.run();
				use(big);
			};
		}

		RecoveryHandler handler() {
			byte[] big = new byte[1 << 20];
			return (panic) -> use(big);
		}

		Task<?> cancelled() throws InterruptedException {
			CountDownLatch begun = new CountDownLatch(1);
			Task<?> task = this.corral.launch("x", body(() -> {
				begun.countDown();
				park();
			}));
			Await.until("it begins", begun);
			task.cancel("enough");
			return task;
		}

		private static void use(byte[] held) {
			if (held.length == 0) {
				throw new AssertionError("nothing is held");
			}
		}

		void park() throws InterruptedException {
			this.chaos.park();
		}

		@CanIgnoreReturnValue
		Task<?> settled(Task<?> task) throws InterruptedException {
			Await.until(() -> "the task settles, it is " + task.status(), () -> task.status().isSettled());
			return task;
		}

		List<String> left() {
			Map<String, WeakReference<?>> references = Map.of("what the body had captured", noted(this.captured),
					"the thread", noted(this.thread), "the context that was carried", noted(this.context));
			return references.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().get() != null)
				.map(Map.Entry::getKey)
				.sorted()
				.toList();
		}

		private static <T> WeakReference<T> noted(AtomicReference<@Nullable WeakReference<T>> reference) {
			return Objects.requireNonNull(reference.get(), "the body has not run");
		}

	}

}
