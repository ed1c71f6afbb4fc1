package dev.corral.monitor;

/** Renders text from users so that it cannot break a line, a terminal or a log. */
public final class Printable {

	private Printable() {
	}

	/**
	 * Escapes quotes, backslashes, control and format characters and lone surrogates.
	 * @param text any text
	 * @return the text on one line, safe between double quotes
	 */
	public static String of(String text) {
		if (isPlain(text) || text.codePoints().noneMatch(Printable::isUnsafe)) {
			return text;
		}
		StringBuilder safe = new StringBuilder(text.length() + 16);
		text.codePoints().forEach((point) -> append(safe, point));
		return safe.toString();
	}

	/**
	 * Cuts text that is too long, and marks that by an ellipsis.
	 * @param text any text
	 * @param max the length of the result at most, in characters, at least 1
	 * @return the text, or its beginning
	 */
	public static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
		return text.substring(0, end) + "…";
	}

	// Nearly all that is printed: a dump asks this of every frame
	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char unit = text.charAt(i);
			if (unit < ' ' || unit > '~' || unit == '"' || unit == '\\') {
				return false;
			}
		}
		return true;
	}

	private static boolean isUnsafe(int point) {
		if (point == '"' || point == '\\') {
			return true;
		}
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR ->
				true;
			default -> false;
		};
	}

	private static void append(StringBuilder safe, int point) {
		switch (point) {
			case '"' -> safe.append("\\\"");
			case '\\' -> safe.append("\\\\");
			case '\n' -> safe.append("\\n");
			case '\r' -> safe.append("\\r");
			case '\t' -> safe.append("\\t");
			default -> {
				if (isUnsafe(point)) {
					for (char unit : Character.toChars(point)) {
						safe.append("\\u").append(String.format("%04x", (int) unit));
					}
				}
				else {
					safe.appendCodePoint(point);
				}
			}
		}
	}

}
