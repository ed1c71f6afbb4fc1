package dev.corral.internal.callback;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ThrowableCopyTests {

	private static String printed(Throwable thrown) {
		StringWriter text = new StringWriter();
		thrown.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Test
	void ordinaryThrowableIsGivenToTheLoggerItself() {
		Exception thrown = new IllegalStateException("outer", new IllegalArgumentException("inner"));
		thrown.addSuppressed(new Exception("suppressed"));
		assertThat(ThrowableCopy.orItself(thrown)).isSameAs(thrown);
	}

	@Test
	void copyPrintsAsTheOriginal() {
		Exception thrown = new IllegalStateException("outer", new IllegalArgumentException("inner"));
		thrown.addSuppressed(new Exception("suppressed"));
		assertThat(printed(ThrowableCopy.of(thrown))).isEqualTo(printed(thrown));
	}

	@Test
	void chainIsCutAtAHundred() {
		Throwable thrown = new Exception("innermost");
		for (int i = 0; i < 4_000; i++) {
			thrown = new Exception("cause " + i, thrown);
		}
		Throwable copy = ThrowableCopy.orItself(thrown);
		assertThat(copy).isNotSameAs(thrown);
		int length = 0;
		String last = "";
		for (Throwable cause = copy; cause != null; cause = cause.getCause()) {
			length++;
			last = cause.toString();
		}
		assertThat(length).isEqualTo(101);
		assertThat(last).isEqualTo("[further causes are not shown: there are more than 100 throwables]");
	}

	@Test
	void messageIsCut() {
		Throwable copy = ThrowableCopy.orItself(new Exception("m".repeat(1_000_000)));
		assertThat(copy.toString()).startsWith("java.lang.Exception: mmm").hasSizeLessThan(40_000);
	}

	@Test
	void suppressedExceptionsAreTen() {
		Exception thrown = new Exception("top");
		for (int i = 0; i < 8_000; i++) {
			thrown.addSuppressed(new Exception("suppressed " + i));
		}
		Throwable copy = ThrowableCopy.orItself(thrown);
		assertThat(copy.getSuppressed()).hasSize(11);
		assertThat(copy.getSuppressed()[10]).hasToString("[7990 suppressed exceptions are not shown]");
	}

	@Test
	void methodThatThrowsLeavesItsClass() {
		Throwable copy = ThrowableCopy.orItself(new RuntimeException() {

			@Override
			public String getMessage() {
				throw new IllegalStateException("hostile");
			}

		});
		assertThat(copy.toString()).startsWith(ThrowableCopyTests.class.getName())
			.endsWith("[its text could not be read: java.lang.IllegalStateException]");
		assertThat(copy.getStackTrace()).isNotEmpty();
	}

	@Test
	void untouchedCopyCallsNoMethodOfTheUsers() {
		Exception ordinary = new IllegalStateException("outer", new IllegalArgumentException("inner"));
		assertThat(ThrowableCopy.untouched(ordinary)).isSameAs(ordinary);
		Throwable hostile = new RuntimeException() {

			@Override
			public String getMessage() {
				throw new AssertionError("called");
			}

			@Override
			public StackTraceElement[] getStackTrace() {
				throw new AssertionError("called");
			}

			@Override
			@SuppressWarnings("UnsynchronizedOverridesSynchronized")
			public Throwable getCause() {
				throw new AssertionError("called");
			}

		};
		Throwable copy = ThrowableCopy.untouched(new IllegalStateException("outer", hostile));
		assertThat(copy).hasToString("java.lang.IllegalStateException: outer");
		assertThat(copy.getStackTrace()).isNotEmpty();
		Throwable cause = Objects.requireNonNull(copy.getCause());
		assertThat(cause).hasToString(hostile.getClass().getName()).hasNoCause();
		assertThat(cause.getStackTrace()).isEmpty();
	}

}
