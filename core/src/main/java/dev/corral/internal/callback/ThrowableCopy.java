package dev.corral.internal.callback;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.SafeRead;
import dev.corral.monitor.Printable;

/**
 * A copy of a throwable for the log: the same text and frames, of bounded size, in
 * objects whose methods return at once. Immutable.
 */
public final class ThrowableCopy extends Throwable {

	/*-
	 * Loggers walk over causes without a limit, some of them recursively, and call methods that
	 * users may override. So a throwable is read here first, without recursion along its causes.
	 * If all that was read is ordinary, a logger gets the throwable itself, because appenders
	 * look at its class. Otherwise a logger gets the copy.
	 */

	/** The class of ours that calls methods of a throwable. */
	public static final String READER = Reader.class.getName();

	/** How many throwables are read: causes first, then suppressed exceptions. */
	static final int MAX_THROWABLES = 100;

	/** How many suppressed exceptions of one throwable are read. */
	static final int MAX_SUPPRESSED = 10;

	/** How deep suppressed exceptions of suppressed exceptions are read. */
	private static final int MAX_NESTING = 3;

	/** How many characters of a message are kept. */
	static final int MAX_MESSAGE = 32_768;

	/** How many frames of one stack are kept; as many as the JVM fills in by default. */
	static final int MAX_FRAMES = 1024;

	/** How many frames are kept of all stacks together. */
	static final int MAX_FRAMES_TOGETHER = 16 * MAX_FRAMES;

	@Serial
	private static final long serialVersionUID = 1L;

	private ThrowableCopy(String text, @Nullable ThrowableCopy cause, StackTraceElement[] frames) {
		super(text, cause, true, true);
		setStackTrace(frames);
	}

	// What a logger may get: the throwable itself if its methods behave and it is not too
	// large, else a copy
	static Throwable orItself(Throwable thrown) {
		Reader reader = new Reader(false);
		ThrowableCopy copy = reader.copyOf(thrown, 0);
		return reader.ordinary ? thrown : copy;
	}

	static ThrowableCopy of(Throwable thrown) {
		return new Reader(false).copyOf(thrown, 0);
	}

	/**
	 * What a logger may get on a thread that others wait for.
	 * @param thrown a throwable
	 * @return the throwable itself if its methods are the JDK's, else a copy that has
	 * what can be read without calling others
	 */
	public static Throwable untouched(Throwable thrown) {
		Reader reader = new Reader(true);
		ThrowableCopy copy = reader.copyOf(thrown, 0);
		return reader.ordinary ? thrown : copy;
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	// With the class of the original in the place of this one
	@Override
	@SuppressWarnings("OverrideThrowableToString")
	public String toString() {
		return String.valueOf(getMessage());
	}

	/** Reads one throwable with its causes and suppressed exceptions. */
	private static final class Reader {

		private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

		private int framesLeft = MAX_FRAMES_TOGETHER;

		private boolean ordinary = true;

		/** Whether it calls no method that a class of the user overrides. */
		private final boolean careful;

		private Reader(boolean careful) {
			this.careful = careful;
		}

		private ThrowableCopy copyOf(Throwable thrown, int nesting) {
			List<Throwable> chain = new ArrayList<>();
			ThrowableCopy copy = null;
			Throwable next = thrown;
			while (next != null && copy == null) {
				if (this.seen.size() >= MAX_THROWABLES) {
					copy = note("further causes are not shown: there are more than " + MAX_THROWABLES + " throwables");
				}
				else if (!this.seen.add(next)) {
					copy = note("shown before: " + next.getClass().getName());
				}
				else {
					chain.add(next);
					next = causeOf(next);
				}
			}
			for (int i = chain.size() - 1; i >= 0; i--) {
				Throwable original = chain.get(i);
				copy = new ThrowableCopy(textOf(original), copy, framesOf(original));
				addSuppressed(original, copy, nesting);
			}
			return Objects.requireNonNull(copy);
		}

		private ThrowableCopy note(String text) {
			this.ordinary = false;
			return new ThrowableCopy('[' + text + ']', null, new StackTraceElement[0]);
		}

		private @Nullable Throwable causeOf(Throwable thrown) {
			if (this.careful && !SafeRead.hasPlainCause(thrown)) {
				this.ordinary = false;
				return null;
			}
			try {
				return thrown.getCause();
			}
			catch (Throwable ex) {
				this.ordinary = false;
				return null;
			}
		}

		// Its class and message, as far as they can be read
		private String textOf(Throwable thrown) {
			if (this.careful && !SafeRead.hasPlainText(thrown)) {
				this.ordinary = false;
				return SafeRead.line(thrown);
			}
			String type = thrown.getClass().getName();
			try {
				@Nullable String message = thrown.getMessage();
				if (message != null && message.length() > MAX_MESSAGE) {
					this.ordinary = false;
					return type + ": " + Printable.cut(message, MAX_MESSAGE);
				}
				@Nullable String whole = thrown.toString();
				this.ordinary &= whole != null && whole.length() <= 2 * MAX_MESSAGE;
				return (whole != null) ? Printable.cut(whole, 2 * MAX_MESSAGE) : type;
			}
			catch (Throwable ex) {
				this.ordinary = false;
				return type + " [its text could not be read: " + ex.getClass().getName() + ']';
			}
		}

		private StackTraceElement[] framesOf(Throwable thrown) {
			List<StackTraceElement> frames = new ArrayList<>();
			if (this.careful && !SafeRead.hasPlainStack(thrown)) {
				this.ordinary = false;
				return new StackTraceElement[0];
			}
			try {
				@Nullable StackTraceElement @Nullable [] stack = thrown.getStackTrace();
				this.ordinary &= stack != null && stack.length <= Math.min(MAX_FRAMES, this.framesLeft);
				for (int i = 0; stack != null && i < stack.length && i < MAX_FRAMES && this.framesLeft > 0; i++) {
					StackTraceElement frame = stack[i];
					if (frame != null) {
						frames.add(frame);
						this.framesLeft--;
					}
					this.ordinary &= frame != null;
				}
			}
			catch (Throwable ex) {
				this.ordinary = false;
			}
			return frames.toArray(new StackTraceElement[0]);
		}

		private void addSuppressed(Throwable original, ThrowableCopy copy, int nesting) {
			Throwable[] suppressed = original.getSuppressed();
			for (int i = 0; i < suppressed.length; i++) {
				if (i >= MAX_SUPPRESSED || nesting >= MAX_NESTING || this.seen.size() >= MAX_THROWABLES) {
					copy.addSuppressed(note((suppressed.length - i) + " suppressed exceptions are not shown"));
					return;
				}
				copy.addSuppressed(copyOf(suppressed[i], nesting + 1));
			}
		}

	}

}
