package dev.corral.internal.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailureKindTests {

	private static final ExpectedTypes NOTHING = ExpectedTypes.NONE;

	static Stream<Throwable> answersToAnInterrupt() {
		return Stream.of(new InterruptedException(), new CancellationException(), new ClosedByInterruptException(),
				new InterruptedIOException(), new SocketTimeoutException(), new SocketException("Closed by interrupt"),
				new SQLTimeoutException(), new IllegalStateException(new SQLException(new SQLTimeoutException() {
				})), new IllegalStateException(new InterruptedException()),
				new CompletionException(new RuntimeException(new ClosedByInterruptException())),
				new NullPointerException().initCause(new InterruptedException()),
				new StackOverflowError().initCause(new CancellationException()),
				chain(CauseChain.MAX_DEPTH - 1, new InterruptedException()));
	}

	@ParameterizedTest
	@MethodSource("answersToAnInterrupt")
	void whatSaysThatItAnswersAnInterruptEndsQuietly(Throwable thrown) {
		assertThat(late(thrown, false)).isEqualTo(FailureKind.INTERRUPTED);
		assertThat(late(thrown, true)).isEqualTo(FailureKind.INTERRUPTED);
	}

	static Stream<Throwable> believableWithTheFlag() {
		return Stream.of(new IllegalStateException("interrupted"), new IOException("interrupted"),
				new RuntimeException(), new SQLException(), new AsynchronousCloseException(),
				new SocketException("Socket closed"), new Throwable("interrupted"),
				chain(CauseChain.MAX_DEPTH, new InterruptedException()), suppressing());
	}

	@ParameterizedTest
	@MethodSource("believableWithTheFlag")
	void otherExceptionsAreQuietOnlyWhenTheFlagIsSet(Throwable thrown) {
		assertThat(late(thrown, true)).isEqualTo(FailureKind.INTERRUPTED_BY_FLAG);
		assertThat(late(thrown, false)).isEqualTo(FailureKind.PANIC);
	}

	static Stream<Throwable> mistakes() {
		return Stream.of(new AssertionError(), new StackOverflowError(), new NullPointerException(),
				new ClassCastException(), new ArrayIndexOutOfBoundsException(), new ArithmeticException(),
				new ArrayStoreException(), new NumberFormatException(), new UnsupportedOperationException());
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void whatPointsAtAMistakeIsAPanicWhateverTheFlagSays(Throwable thrown) {
		assertThat(late(thrown, true)).isEqualTo(FailureKind.PANIC);
		assertThat(late(thrown, false)).isEqualTo(FailureKind.PANIC);
	}

	@Test
	void beforeTheOutcomeNothingEndsQuietly() {
		answersToAnInterrupt()
			.forEach((thrown) -> assertThat(FailureKind.of(thrown, NOTHING, null)).isEqualTo(FailureKind.PANIC));
	}

	@Test
	void expectedIsAnInstanceOrTheDirectCauseOfACarrier() {
		ExpectedTypes missing = NOTHING.with(IOException.class).with(CloneNotSupportedException.class);
		IOException cause = new NoSuchFileException("planted");
		assertThat(Stream.of(cause, new CloneNotSupportedException(), new CompletionException(cause),
				new ExecutionException(cause), new UndeclaredThrowableException(cause)))
			.allMatch((thrown) -> FailureKind.of(thrown, missing, null) == FailureKind.EXPECTED)
			.allMatch((thrown) -> FailureKind.late(thrown, missing, null, false) == FailureKind.EXPECTED);
		assertThat(Stream.of(new IllegalStateException(cause), new CompletionException(new RuntimeException(cause)),
				new CompletionException((@Nullable Throwable) null), new Error()))
			.allMatch((thrown) -> FailureKind.of(thrown, missing, null) == FailureKind.PANIC);
	}

	@Test
	void whatAJoinHasThrownIsPropagatedBareOrWrapped() {
		JoinFailures joins = new JoinFailures();
		Throwable failure = new IllegalStateException("planted");
		CompletionException thrown = new CompletionException(failure);
		joins.add(thrown, "task 7 \"child\"", true);
		for (Throwable escapes : List.of(thrown, failure, new RuntimeException(thrown), new IOException(failure))) {
			assertThat(FailureKind.of(escapes, NOTHING, joins)).isEqualTo(FailureKind.PROPAGATED);
			assertThat(FailureKind.late(escapes, NOTHING, joins, false)).isEqualTo(FailureKind.PROPAGATED);
			assertThat(FailureKind.origin(escapes, joins)).isEqualTo("task 7 \"child\"");
		}
	}

	@Test
	void whatAJoinHasThrownAndNobodyReportsIsQuietOnlyAfterTheOutcome() {
		JoinFailures joins = new JoinFailures();
		CompletionException thrown = new CompletionException(new IllegalStateException("planted"));
		joins.add(thrown, "child", false);
		assertThat(FailureKind.of(thrown, NOTHING, joins)).isEqualTo(FailureKind.PANIC);
		assertThat(FailureKind.late(thrown, NOTHING, joins, false)).isEqualTo(FailureKind.PROPAGATED);
		assertThat(FailureKind.endsWithScope(thrown, joins, false)).isTrue();
	}

	@Test
	void failureThatIsReportedAndUnreportedIsReported() {
		JoinFailures joins = new JoinFailures();
		Throwable failure = new IllegalStateException("planted");
		joins.add(new CompletionException(failure), "scope", false);
		joins.add(new CompletionException(failure), "child", true);
		assertThat(FailureKind.of(failure, NOTHING, joins)).isEqualTo(FailureKind.PROPAGATED);
	}

	@Test
	void failureWithoutFramesIsPropagatedOnlyInWhatTheJoinHasThrown() {
		JoinFailures joins = new JoinFailures();
		Throwable shared = new SharedException();
		CompletionException thrown = new CompletionException(shared);
		joins.add(thrown, "child", true);
		assertThat(FailureKind.of(thrown, NOTHING, joins)).isEqualTo(FailureKind.PROPAGATED);
		assertThat(FailureKind.of(new RuntimeException(thrown), NOTHING, joins)).isEqualTo(FailureKind.PROPAGATED);
		assertThat(FailureKind.of(shared, NOTHING, joins)).isEqualTo(FailureKind.PANIC);
		assertThat(FailureKind.of(new RuntimeException(shared), NOTHING, joins)).isEqualTo(FailureKind.PANIC);
	}

	@Test
	void equalFailureOfItsOwnIsNotPropagated() {
		JoinFailures joins = new JoinFailures();
		joins.add(new CompletionException(new EqualException()), "child", true);
		assertThat(FailureKind.of(new EqualException(), NOTHING, joins)).isEqualTo(FailureKind.PANIC);
	}

	@Test
	void lastEightFailuresAreRemembered() {
		JoinFailures joins = new JoinFailures();
		List<Throwable> failures = new ArrayList<>();
		for (int i = 0; i <= JoinFailures.MAX; i++) {
			failures.add(new IllegalStateException("planted"));
			joins.add(failures.get(i), "child " + i, true);
		}
		assertThat(FailureKind.of(failures.get(0), NOTHING, joins)).isEqualTo(FailureKind.PANIC);
		failures.subList(1, failures.size())
			.forEach(
					(failure) -> assertThat(FailureKind.of(failure, NOTHING, joins)).isEqualTo(FailureKind.PROPAGATED));
	}

	@Test
	void endlessCyclicAndHostileCausesEndTheWalk() {
		assertThat(late(new EndlessException(), false)).isEqualTo(FailureKind.PANIC);
		assertThat(late(new HostileException(), true)).isEqualTo(FailureKind.INTERRUPTED_BY_FLAG);
		assertThat(FailureKind.line(new HostileException())).contains(HostileException.class.getName());
	}

	@Test
	void causeThatAClassOfTheUserMakesIsNotAskedFor() {
		RuntimeException thrown = new RuntimeException() {

			@Override
			@SuppressWarnings("UnsynchronizedOverridesSynchronized")
			public Throwable getCause() {
				return new InterruptedException();
			}

		};
		assertThat(late(thrown, false)).isEqualTo(FailureKind.PANIC);
		assertThat(late(new SubclassException(new InterruptedException()), false)).isEqualTo(FailureKind.INTERRUPTED);
	}

	private static FailureKind late(Throwable thrown, boolean interrupted) {
		return FailureKind.late(thrown, NOTHING, null, interrupted);
	}

	// The innermost of so many throwables more
	private static Throwable chain(int length, Throwable innermost) {
		Throwable thrown = innermost;
		for (int i = 0; i < length; i++) {
			thrown = new IllegalStateException("planted", thrown);
		}
		return thrown;
	}

	private static Throwable suppressing() {
		Throwable thrown = new IllegalStateException("planted");
		thrown.addSuppressed(new InterruptedException());
		return thrown;
	}

	/** All instances are equal. */
	@SuppressWarnings("ThrowableEqualsHashCode")
	private static final class EqualException extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof EqualException;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	/** Has its cause from the JDK. */
	private static final class SubclassException extends RuntimeException {

		private static final long serialVersionUID = 1;

		private SubclassException(Throwable cause) {
			super(cause);
		}

	}

	/** Without frames, as a constant of a library is. */
	private static final class SharedException extends RuntimeException {

		private static final long serialVersionUID = 1;

		private SharedException() {
			super("planted", null, false, false);
		}

	}

	/** Always has another cause. */
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	private static final class EndlessException extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public Throwable getCause() {
			return new EndlessException();
		}

	}

	/** All of its methods throw. */
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	private static final class HostileException extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public Throwable getCause() {
			throw new IllegalStateException("planted");
		}

		@Override
		public String getMessage() {
			throw new IllegalStateException("planted");
		}

	}

}
