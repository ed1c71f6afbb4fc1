package dev.corral.internal.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Walks through JSON (RFC 8259) without keeping it. Every value has to be taken by one of
 * the methods. To be used by one thread.
 */
final class JsonReader {

	private static final int END = -1;

	private final Reader in;

	/** The character looked at, not taken yet. */
	private int next;

	JsonReader(Reader in) {
		this.in = in;
		advance();
	}

	/**
	 * Takes an object; {@code null} is one without members.
	 * @param member called with the name of each member, takes its value
	 */
	void object(Consumer<String> member) {
		sequence('{', '}', () -> {
			String name = string(true);
			skipBlanks();
			expect(':');
			member.accept(name);
		});
	}

	/**
	 * Takes an array; {@code null} is an empty one.
	 * @param element called at each element, takes it
	 */
	void array(Runnable element) {
		sequence('[', ']', element);
	}

	/**
	 * Takes a string, a number or a literal.
	 * @return its text, {@code null} for {@code null}
	 */
	@Nullable String text() {
		skipBlanks();
		if (this.next == '"') {
			return string(true);
		}
		StringBuilder word = new StringBuilder();
		while (Character.isLetterOrDigit(this.next) || this.next == '-' || this.next == '+' || this.next == '.') {
			word.append((char) this.next);
			advance();
		}
		if (word.isEmpty()) {
			throw unexpected("a value");
		}
		String text = word.toString();
		return text.equals("null") ? null : text;
	}

	/** Takes whatever comes. */
	void skip() {
		skipBlanks();
		switch (this.next) {
			case '{' -> object((name) -> skip());
			case '[' -> array(this::skip);
			case '"' -> string(false);
			default -> text();
		}
	}

	private void sequence(char begin, char end, Runnable item) {
		skipBlanks();
		if (this.next == 'n') {
			skip();
			return;
		}
		expect(begin);
		skipBlanks();
		boolean more = this.next != end;
		while (more) {
			skipBlanks();
			item.run();
			skipBlanks();
			more = this.next == ',';
			if (more) {
				advance();
			}
		}
		expect(end);
	}

	// Empty when it need not be kept
	private String string(boolean kept) {
		skipBlanks();
		expect('"');
		StringBuilder text = new StringBuilder();
		while (this.next != '"') {
			if (this.next == END) {
				throw unexpected("the end of a string");
			}
			char c = (this.next != '\\') ? (char) this.next : escaped();
			if (kept) {
				text.append(c);
			}
			advance();
		}
		advance();
		return text.toString();
	}

	// At the backslash; stays at the last character of the escape
	private char escaped() {
		advance();
		return switch (this.next) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> {
				int code = 0;
				for (int i = 0; i < 4; i++) {
					advance();
					int digit = Character.digit(this.next, 16);
					if (digit < 0) {
						throw unexpected("a hexadecimal digit");
					}
					code = code * 16 + digit;
				}
				yield (char) code;
			}
			default -> (char) this.next;
		};
	}

	private void skipBlanks() {
		while (this.next == ' ' || this.next == '\n' || this.next == '\r' || this.next == '\t') {
			advance();
		}
	}

	private void expect(char wanted) {
		if (this.next != wanted) {
			throw unexpected("'" + wanted + "'");
		}
		advance();
	}

	private void advance() {
		try {
			this.next = this.in.read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private IllegalStateException unexpected(String wanted) {
		return new IllegalStateException("Expected " + wanted + " in JSON but found "
				+ ((this.next != END) ? "'" + (char) this.next + "'" : "its end"));
	}

}
