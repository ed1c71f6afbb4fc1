package dev.corral.chaos;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.Outcome;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.monitor.TaskStatus;

/** Whatever escapes a body becomes its outcome, is counted, and reaches the handler. */
final class ThrowableCases {

	private ThrowableCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(escapes("checked-exception", () -> {
			throw new IOException("planted");
		}), escapes("runtime-exception", () -> {
			throw new IllegalStateException("planted");
		}), escapes("error", () -> {
			throw new Error("planted");
		}), escapes("assertion-error", () -> {
			throw new AssertionError("planted");
		}), escapes("stack-overflow-really-caused", StackOverflow::cause),
				escapes("stack-overflow-on-a-platform-thread", StackOverflow::cause, true),
				escapes("out-of-memory-thrown", () -> {
					throw new OutOfMemoryError("planted");
				}), escapes("out-of-memory-really-caused", ThrowableCases::allocateTooMuch),
				escapes("virtual-machine-error", () -> {
					throw new InternalError("planted");
				}), escapes("thread-death", ThrowableCases::throwThreadDeath), escapes("like-thread-death", () -> {
					throw new LikeThreadDeath();
				}), escapes("linkage-error-thrown", () -> {
					throw new LinkageError("planted");
				}), escapes("linkage-error-really-caused", () -> BrokenClass.use()),
				escapes("null-thrown", ThrowableCases::throwNull), escapes("direct-throwable", () -> {
					throw ThrowableCases.<Exception>sneaky(new Throwable("planted"));
				}), escapes("sneaky-checked", () -> {
					throw ThrowableCases.<RuntimeException>sneaky(new IOException("planted"));
				}), escapes("interrupted-without-interrupt", () -> {
					throw new InterruptedException("planted");
				}), escapes("cancellation-without-cancel", () -> {
					throw new CancellationException("planted");
				}), escapes("closed-by-interrupt-without-interrupt", () -> {
					throw new ClosedByInterruptException();
				}), escapes("timeout-without-timeout", () -> {
					throw new TimeoutException("planted");
				}), escapes("completion-exception-without-cause", () -> {
					throw new CompletionException("planted", null);
				}), escapes("interrupt-flag-set-and-error", () -> {
					Thread.currentThread().interrupt();
					throw new AssertionError("planted");
				}));
	}

	static ChaosCase escapes(String name, TaskBody body) {
		return escapes(name, body, false);
	}

	private static ChaosCase escapes(String name, TaskBody body, boolean platform) {
		return new ChaosCase("throwable/" + name, (chaos) -> play(chaos, body, platform));
	}

	@SuppressWarnings("ReferenceEquality")
	static void play(Chaos chaos, TaskBody body, boolean platform) throws Exception {
		AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
		LinkedBlockingQueue<Throwable> handled = new LinkedBlockingQueue<>();
		Corral corral = chaos
			.open((config) -> config.withRecoveryHandlers(List.of((panic) -> handled.add(panic.cause()))));
		TaskBody noting = () -> {
			try {
				body.run();
			}
			catch (Throwable ex) {
				thrown.set(ex);
				throw ex;
			}
		};
		Task<?> task = platform ? corral.task("hostile").onPlatformThread().launch(noting)
				: corral.launch("hostile", noting);
		Await.until("an outcome is decided", () -> task.outcome().isPresent());
		if (!(task.outcome().orElseThrow() instanceof Outcome.Panicked<?> outcome) || outcome.cause() != thrown.get()) {
			throw new AssertionError("the outcome is not what escaped");
		}
		if (!task.awaitSettled(Duration.ofMillis(20))) {
			chaos.othersGoOn();
		}
		chaos.release();
		Await.until("the handler is called", () -> !handled.isEmpty());
		if (handled.size() > 1 || handled.remove() != thrown.get()) {
			throw new AssertionError("the handler did not get what escaped, once");
		}
		Await.until(() -> "the task has settled, it is " + task.status(), () -> task.status() == TaskStatus.PANICKED);
		if (corral.counts().panicked() != 1) {
			throw new AssertionError("one panic is counted as " + corral.counts().panicked());
		}
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <X extends Throwable> X sneaky(Throwable thrown) throws X {
		throw (X) thrown;
	}

	// More elements than any array may have
	private static void allocateTooMuch() {
		long[] huge = new long[Integer.MAX_VALUE];
		throw new AssertionError("there was room for " + huge.length + " numbers");
	}

	// The class is deprecated for removal and may be gone
	private static void throwThreadDeath() throws Exception {
		Constructor<?> constructor;
		try {
			constructor = Class.forName("java.lang.ThreadDeath").getConstructor();
		}
		catch (ClassNotFoundException ex) {
			throw new LikeThreadDeath();
		}
		throw ThrowableCases.<RuntimeException>sneaky((Throwable) constructor.newInstance());
	}

	@SuppressWarnings({ "NullAway", "ThrowNull" })
	private static void throwNull() {
		throw null;
	}

	/** An error without message, stack and suppression, much like ThreadDeath. */
	@SuppressWarnings("serial")
	private static final class LikeThreadDeath extends Error {

		private LikeThreadDeath() {
			super(null, null, false, false);
		}

	}

	/** Its initialization fails, so every later use fails too. */
	private static final class BrokenClass {

		private static final int VALUE = fail();

		private static int fail() {
			throw new IllegalStateException("planted");
		}

		static void use() {
			if (VALUE == 0) {
				throw new AssertionError("the class is not broken");
			}
		}

	}

}
