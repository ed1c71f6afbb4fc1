package dev.corral.internal.util;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.Printable;
import dev.corral.monitor.RecentPanic;

/**
 * Reads a throwable without calling code of the user, so that it always returns. What a
 * method would return that a class of the user overrides counts as missing. For threads
 * that others wait for; elsewhere {@link PanicText} reads more.
 */
public final class SafeRead {

	private static final PlainMethod CAUSE = new PlainMethod("getCause");

	private static final PlainMethod MESSAGE = new PlainMethod("getMessage");

	private static final PlainMethod LOCALIZED = new PlainMethod("getLocalizedMessage");

	private static final PlainMethod TEXT = new PlainMethod("toString");

	private static final PlainMethod STACK = new PlainMethod("getStackTrace");

	private SafeRead() {
	}

	public static @Nullable Throwable cause(Throwable thrown) {
		try {
			return hasPlainCause(thrown) ? thrown.getCause() : null;
		}
		catch (Throwable ex) {
			// Neither memory nor stack for it
			return null;
		}
	}

	// Class and message, as the first line of a stack trace has them
	public static String line(Throwable thrown) {
		String type = thrown.getClass().getName();
		try {
			@Nullable String message = MESSAGE.get(thrown.getClass()) ? thrown.getMessage() : null;
			return (message == null || message.isEmpty()) ? type
					: type + ": " + Printable.cut(message, RecentPanic.MAX_MESSAGE);
		}
		catch (Throwable ex) {
			return type;
		}
	}

	public static boolean hasPlainCause(Throwable thrown) {
		return CAUSE.get(thrown.getClass());
	}

	public static boolean hasPlainText(Throwable thrown) {
		Class<?> type = thrown.getClass();
		return MESSAGE.get(type) && LOCALIZED.get(type) && TEXT.get(type);
	}

	public static boolean hasPlainStack(Throwable thrown) {
		return STACK.get(thrown.getClass());
	}

	/**
	 * Whether a method of a throwable is plain, found out once for each class. That of
	 * {@link Throwable} itself is. Those of other classes of the JDK may call methods
	 * that a subclass overrides, so they are plain only if there is no such subclass.
	 */
	private static final class PlainMethod extends ClassValue<Boolean> {

		private final String name;

		private PlainMethod(String name) {
			this.name = name;
		}

		@Override
		protected Boolean computeValue(Class<?> type) {
			try {
				return type.getModule() == Object.class.getModule()
						|| type.getMethod(this.name).getDeclaringClass() == Throwable.class;
			}
			catch (NoSuchMethodException | LinkageError ex) {
				return false;
			}
		}

	}

}
