package dev.corral.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.chaos.HostileThrowable.Method;
import dev.corral.monitor.TaskStatus;

/** Throwables that misbehave when they are read or logged, or have an odd structure. */
final class HostileThrowableCases {

	private static final int DEEP = 4000;

	private HostileThrowableCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(
				Stream.of(Method.values()).map((method) -> escapes(method, "throws", HostileThrowableCases::throwing)),
				Stream.of(Method.values()).map((method) -> escapes(method, "blocks", HostileThrowableCases::blocking)),
				Stream.of(Method.GET_MESSAGE, Method.GET_LOCALIZED_MESSAGE, Method.TO_STRING, Method.GET_STACK_TRACE)
					.map((method) -> escapes(method, "returns-null", HostileThrowableCases::returningNull)),
				Stream.of(Method.GET_MESSAGE, Method.TO_STRING, Method.GET_STACK_TRACE, Method.GET_CAUSE)
					.map((method) -> escapes(method, "overflows-the-stack", HostileThrowableCases::overflowing)),
				shapes(), late(), inScopes())
			.flatMap((cases) -> cases);
	}

	private static @Nullable Object throwing(Chaos chaos) {
		throw new IllegalStateException("planted twice");
	}

	private static @Nullable Object overflowing(Chaos chaos) {
		StackOverflow.cause();
		return null;
	}

	private static @Nullable Object blocking(Chaos chaos) {
		chaos.hold();
		return null;
	}

	private static @Nullable Object returningNull(Chaos chaos) {
		return null;
	}

	private static ChaosCase escapes(Method method, String how, Function<Chaos, @Nullable Object> planted) {
		String name = "throwable/" + method.name().toLowerCase(Locale.ROOT).replace('_', '-') + "/" + how;
		return new ChaosCase(name, (chaos) -> ThrowableCases.play(chaos, () -> {
			throw new HostileThrowable(method, () -> planted.apply(chaos));
		}, false));
	}

	// Throwables with an odd structure
	private static Stream<ChaosCase> shapes() {
		return Stream.of(ThrowableCases.escapes("fill-in-stack-trace-throws", () -> {
			throw new Unfillable(true);
		}), ThrowableCases.escapes("fill-in-stack-trace-returns-null", () -> {
			throw new Unfillable(false);
		}), ThrowableCases.escapes("stack-trace-with-a-null-element", () -> {
			throw new HostileThrowable(Method.GET_STACK_TRACE, () -> new @Nullable StackTraceElement[] { null });
		}), ThrowableCases.escapes("stack-trace-of-100000-elements", () -> {
			IllegalStateException deep = new IllegalStateException("planted");
			StackTraceElement[] frames = new StackTraceElement[100_000];
			Arrays.fill(frames, new StackTraceElement("Planted", "planted", "Planted.java", 1));
			deep.setStackTrace(frames);
			throw deep;
		}), ThrowableCases.escapes("cause-cycle", () -> {
			IllegalStateException first = new IllegalStateException("first");
			first.initCause(new IllegalStateException("second", first));
			throw first;
		}), ThrowableCases.escapes("own-cause", () -> {
			throw new OwnCause();
		}), ThrowableCases.escapes("4000-causes", () -> {
			throw chain(DEEP);
		}), ThrowableCases.escapes("message-of-10-mb", () -> {
			throw new IllegalStateException("x".repeat(10 << 20));
		}), ThrowableCases.escapes("message-of-control-characters", () -> {
			throw new IllegalStateException("\u001b[2J\r\n\0\uD800\u202E{}${x}");
		}), ThrowableCases.escapes("suppressed-cycle", () -> {
			IllegalStateException first = new IllegalStateException("first");
			IllegalStateException second = new IllegalStateException("second");
			first.addSuppressed(second);
			second.addSuppressed(first);
			throw first;
		}), ThrowableCases.escapes("2000-suppressed", () -> {
			IllegalStateException first = new IllegalStateException("first");
			for (int i = 0; i < DEEP / 2; i++) {
				first.addSuppressed(new IllegalStateException("suppressed"));
			}
			throw first;
		}));
	}

	private static RuntimeException chain(int length) {
		RuntimeException last = new IllegalStateException("planted");
		for (int i = 1; i < length; i++) {
			last = new IllegalStateException("planted", last);
		}
		return last;
	}

	// Throwables that escape after the outcome
	private static Stream<ChaosCase> late() {
		return Stream.of(nasty("getter-throws", Method.GET_MESSAGE, HostileThrowableCases::throwing),
				nasty("to-string-throws", Method.TO_STRING, HostileThrowableCases::throwing),
				nasty("get-cause-throws", Method.GET_CAUSE, HostileThrowableCases::throwing),
				nasty("get-cause-blocks", Method.GET_CAUSE, HostileThrowableCases::blocking),
				new Nasty("4000-causes", (chaos) -> chain(DEEP)), new Nasty("cause-cycle", (chaos) -> new OwnCause()),
				new Nasty("stack-overflow", (chaos) -> new StackOverflowError("planted")))
			.map((nasty) -> new ChaosCase("throwable/late/" + nasty.name(), (chaos) -> {
				Task<?> task = chaos.open().task("late").timeout(Duration.ofMillis(20)).launch(() -> {
					try {
						chaos.park();
					}
					catch (InterruptedException ex) {
						// The timeout
					}
					throw ThrowableCases.<RuntimeException>sneaky(nasty.make().apply(chaos));
				});
				Await.until("the outcome is decided", task::isDone);
				chaos.othersGoOn();
				chaos.release();
				Await.until(() -> "the task has settled, it is " + task.status(),
						() -> task.status() == TaskStatus.TIMED_OUT);
			}));
	}

	// Ten children of a fail-fast scope throw at once
	private static Stream<ChaosCase> inScopes() {
		RuntimeException shared = new IllegalStateException("shared");
		return Stream
			.of(nasty("getter-throws", Method.GET_MESSAGE, HostileThrowableCases::throwing),
					nasty("to-string-throws", Method.TO_STRING, HostileThrowableCases::throwing),
					nasty("get-cause-throws", Method.GET_CAUSE, HostileThrowableCases::throwing),
					nasty("equals-throws", Method.HASH_CODE, HostileThrowableCases::throwing),
					new Nasty("4000-causes", (chaos) -> chain(DEEP)), new Nasty("same-instance", (chaos) -> shared),
					new Nasty("stack-overflow", (chaos) -> new StackOverflowError("planted")))
			.map((nasty) -> new ChaosCase("throwable/fail-fast-scope/" + nasty.name(),
					(chaos) -> failTogether(chaos, nasty)));
	}

	private static void failTogether(Chaos chaos, Nasty nasty) throws Exception {
		Corral corral = chaos.open();
		try (CancellationScope scope = corral.openScope("hostile")) {
			CountDownLatch go = new CountDownLatch(1);
			Task<?> sibling = scope.launch("sibling", chaos::park);
			for (int i = 0; i < 10; i++) {
				scope.launch("failing", () -> {
					go.await();
					throw ThrowableCases.<RuntimeException>sneaky(nasty.make().apply(chaos));
				});
			}
			go.countDown();
			Await.until("the sibling ends", () -> sibling.awaitSettled(Duration.ofMillis(1)));
			String how = Chaos.onItsOwnThread("join", () -> {
				try {
					scope.join();
					return "joined";
				}
				catch (CompletionException ex) {
					return "failed";
				}
				catch (IllegalStateException ex) {
					// Thrown by the hostile throwable when join makes it a cause
					return "hostile";
				}
			});
			if (how.equals("joined")) {
				throw new AssertionError("join of a scope returned although its tasks have failed");
			}
		}
	}

	private static Nasty nasty(String name, Method method, Function<Chaos, @Nullable Object> planted) {
		return new Nasty(name, (chaos) -> new HostileThrowable(method, () -> planted.apply(chaos)));
	}

	/** A way to make a throwable. */
	private record Nasty(String name, Function<Chaos, Throwable> make) {

	}

	/** Its stack cannot be filled in. */
	@SuppressWarnings({ "serial", "NullAway" })
	private static final class Unfillable extends RuntimeException {

		private Unfillable(boolean throwing) {
			super(throwing ? "throwing" : null);
			if (throwing) {
				throw new IllegalStateException("planted");
			}
		}

		@Override
		public Throwable fillInStackTrace() {
			return null;
		}

	}

	/** Is its own cause, as no constructor would allow. */
	@SuppressWarnings("serial")
	private static final class OwnCause extends RuntimeException {

		private OwnCause() {
			super("planted");
		}

		@Override
		public Throwable getCause() {
			return this;
		}

	}

}
