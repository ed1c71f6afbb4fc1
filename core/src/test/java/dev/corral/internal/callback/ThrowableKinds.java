package dev.corral.internal.callback;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.corral.testing.Deaf;

/** Throwables that a logger may not survive. */
final class ThrowableKinds {

	/** Lets go of those that block. */
	final CountDownLatch release = new CountDownLatch(1);

	/** What bodies throw, by the names of their tasks. */
	final Map<String, Supplier<Throwable>> all = new LinkedHashMap<>();

	ThrowableKinds() {
		ordinary();
		methodsThatThrow();
		methodsThatReturnNull();
		methodsThatBlock();
		textsAndStacks();
		chains();
		suppressed();
		errors();
	}

	private void ordinary() {
		this.all.put("plain", () -> new IllegalStateException("planted"));
		this.all.put("without-message", IllegalStateException::new);
		this.all.put("with-cause", () -> new IllegalStateException("outer", new IllegalArgumentException("inner")));
		this.all.put("checked", () -> new Exception("planted"));
		this.all.put("anonymous", () -> new RuntimeException("planted") {
		});
	}

	private void methodsThatThrow() {
		for (Method method : Method.values()) {
			this.all.put("throwing-" + method, () -> new Hostile(method, ThrowableKinds::fail));
			this.all.put("error-of-" + method, () -> new Hostile(method, ThrowableKinds::failBadly));
		}
		for (int call = 2; call <= 3; call++) {
			int first = call;
			this.all.put("throwing-from-call-" + call, () -> new Hostile(Method.GET_MESSAGE, fromCall(first)));
		}
		this.all.put("recursive-message", () -> new Hostile(Method.GET_MESSAGE, Throwable::getMessage));
		this.all.put("throws-itself", () -> new Hostile(Method.GET_MESSAGE, ThrowableKinds::sneak));
	}

	private void methodsThatReturnNull() {
		for (Method method : Method.values()) {
			this.all.put("null-of-" + method, () -> new Hostile(method, (self) -> null));
		}
		this.all.put("null-frames",
				() -> new Hostile(Method.GET_STACK_TRACE, (self) -> new @Nullable StackTraceElement[3]));
	}

	private void methodsThatBlock() {
		for (Method method : Method.values()) {
			this.all.put("blocking-" + method, () -> new Hostile(method, this::block));
		}
		this.all.put("blocking-cause-of-cause",
				() -> new IllegalStateException("outer", new Hostile(Method.GET_CAUSE, this::block)));
	}

	private void textsAndStacks() {
		this.all.put("long-message", () -> new IllegalStateException("m".repeat(100_000_000)));
		this.all.put("long-text", () -> new Hostile(Method.TO_STRING, (self) -> "t".repeat(100_000_000)));
		this.all.put("lines-and-colours", () -> new IllegalStateException("one\ntwo\r\u001b[31mthree\u2028"));
		this.all.put("placeholders", () -> new IllegalStateException("{} ${jndi:ldap://x} {{}"));
		this.all.put("half-a-character", () -> new IllegalStateException("\ud800 and \udc00"));
		this.all.put("long-stack", () -> withStack(1_000_000));
		this.all.put("without-stack", () -> withStack(0));
	}

	private void chains() {
		this.all.put("own-cause", () -> new Hostile(Method.GET_CAUSE, (self) -> self));
		this.all.put("endless-causes", () -> new Hostile(Method.GET_CAUSE, ThrowableKinds::another));
		this.all.put("4000-causes", () -> chain(4_000));
		this.all.put("100000-causes", () -> chain(100_000));
		this.all.put("circle", () -> {
			Exception first = new Exception("first");
			first.initCause(new Exception("second", first));
			return first;
		});
		this.all.put("hostile-cause",
				() -> new IllegalStateException("outer", new Hostile(Method.GET_MESSAGE, ThrowableKinds::fail)));
	}

	private void suppressed() {
		this.all.put("8000-suppressed", () -> {
			Exception top = new Exception("top");
			for (int i = 0; i < 8_000; i++) {
				top.addSuppressed(new Exception("suppressed " + i));
			}
			return top;
		});
		this.all.put("nested-suppressed", () -> {
			Exception top = new Exception("innermost");
			for (int i = 0; i < 100_000; i++) {
				Exception outer = new Exception("outer " + i);
				outer.addSuppressed(top);
				top = outer;
			}
			return top;
		});
		this.all.put("suppressed-circle", () -> {
			Exception first = new Exception("first");
			Exception second = new Exception("second", first);
			first.addSuppressed(second);
			return first;
		});
		this.all.put("hostile-suppressed", () -> {
			Exception top = new Exception("top");
			top.addSuppressed(new Hostile(Method.TO_STRING, ThrowableKinds::fail));
			return top;
		});
	}

	private void errors() {
		this.all.put("stack-overflow", () -> new StackOverflowError("planted"));
		this.all.put("out-of-memory", () -> new OutOfMemoryError("planted"));
		this.all.put("linkage", () -> new NoClassDefFoundError("planted"));
		this.all.put("bare", () -> new Throwable("planted"));
	}

	private @Nullable Object block(Throwable self) {
		Deaf.await(this.release);
		return null;
	}

	private static Object fail(Throwable self) {
		throw new IllegalStateException("hostile");
	}

	private static Object failBadly(Throwable self) {
		throw new NoClassDefFoundError("hostile");
	}

	private static Object sneak(Throwable self) {
		throw (Hostile) self;
	}

	private static Object another(Throwable self) {
		return new Hostile(Method.GET_CAUSE, ThrowableKinds::another);
	}

	private static Function<Throwable, @Nullable Object> fromCall(int call) {
		AtomicInteger calls = new AtomicInteger();
		return (self) -> (calls.incrementAndGet() < call) ? "planted" : fail(self);
	}

	private static Throwable chain(int length) {
		Exception top = new Exception("innermost");
		for (int i = 1; i < length; i++) {
			top = new Exception("cause " + i, top);
		}
		return top;
	}

	private static Throwable withStack(int frames) {
		Exception thrown = new Exception("planted");
		StackTraceElement[] stack = new StackTraceElement[frames];
		for (int i = 0; i < frames; i++) {
			stack[i] = new StackTraceElement("com.acme.A\n\tat B", "run", "A\r.java", i);
		}
		thrown.setStackTrace(stack);
		return thrown;
	}

	/** A method of a throwable that loggers and collections call. */
	enum Method {

		GET_MESSAGE, GET_LOCALIZED_MESSAGE, TO_STRING, GET_CAUSE, GET_STACK_TRACE, HASH_CODE, EQUALS, PRINT

	}

	/** A throwable one of whose methods does what a test has planted. */
	@SuppressWarnings({ "serial", "NullAway", "OverrideThrowableToString", "ThrowableEqualsHashCode", "unchecked",
			"UnsynchronizedOverridesSynchronized" })
	private static final class Hostile extends RuntimeException {

		private final @Nullable Method method;

		private final transient Function<Throwable, @Nullable Object> planted;

		private Hostile(Method method, Function<Throwable, @Nullable Object> planted) {
			super("planted");
			this.method = method;
			this.planted = planted;
		}

		private <T> T or(Method called, Supplier<T> otherwise) {
			return (this.method == called) ? (T) this.planted.apply(this) : otherwise.get();
		}

		@Override
		public String getMessage() {
			return or(Method.GET_MESSAGE, super::getMessage);
		}

		@Override
		public String getLocalizedMessage() {
			return or(Method.GET_LOCALIZED_MESSAGE, super::getLocalizedMessage);
		}

		@Override
		public String toString() {
			return or(Method.TO_STRING, super::toString);
		}

		@Override
		public Throwable getCause() {
			return or(Method.GET_CAUSE, super::getCause);
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			return or(Method.GET_STACK_TRACE, super::getStackTrace);
		}

		@Override
		public int hashCode() {
			Object planted = or(Method.HASH_CODE, () -> "");
			return String.valueOf(planted).hashCode();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			Object planted = or(Method.EQUALS, () -> "");
			return planted != null && this == other;
		}

		@Override
		public void printStackTrace(java.io.PrintStream stream) {
			Object unused = or(Method.PRINT, () -> {
				super.printStackTrace(stream);
				return "";
			});
		}

		@Override
		public void printStackTrace(java.io.PrintWriter writer) {
			Object unused = or(Method.PRINT, () -> {
				super.printStackTrace(writer);
				return "";
			});
		}

	}

}
