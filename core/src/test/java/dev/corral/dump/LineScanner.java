package dev.corral.dump;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one line of a dump from the left, as {@code docs/dump-format.md} has it. */
final class LineScanner {

	private final String line;

	private int at;

	LineScanner(String line) {
		this.line = line;
	}

	boolean skip(String token) {
		if (!this.line.startsWith(token, this.at)) {
			return false;
		}
		this.at += token.length();
		return true;
	}

	LineScanner expect(String token) {
		if (!skip(token)) {
			throw unexpected("'" + token + "'");
		}
		return this;
	}

	void end() {
		if (this.at < this.line.length()) {
			throw unexpected("the end");
		}
	}

	boolean atDigit() {
		return this.at < this.line.length() && isDigit(this.at);
	}

	/** Digits without spaces. */
	long id() {
		int from = this.at;
		while (atDigit()) {
			this.at++;
		}
		if (from == this.at) {
			throw unexpected("a number");
		}
		return Long.parseLong(this.line, from, this.at, 10);
	}

	/** Digits with a space before every three. */
	long count() {
		StringBuilder digits = new StringBuilder().append(id());
		while (this.line.startsWith(" ", this.at) && this.at + 3 < this.line.length() && isDigit(this.at + 1)
				&& isDigit(this.at + 2) && isDigit(this.at + 3)) {
			digits.append(this.line, this.at + 1, this.at + 4);
			this.at += 4;
		}
		return Long.parseLong(digits.toString());
	}

	private boolean isDigit(int index) {
		return this.line.charAt(index) >= '0' && this.line.charAt(index) <= '9';
	}

	/** A number and the word after it, which has an s unless the number is one. */
	long amount(String unit) {
		long number = count();
		expect((number != 1) ? " " + unit + "s" : " " + unit);
		return number;
	}

	Parsed.Age age() {
		long number = id();
		expect(" ");
		if (skip("ms")) {
			return new Parsed.Age(number, "ms");
		}
		String unit = upTo(",]");
		if (number == 1) {
			return new Parsed.Age(number, unit);
		}
		if (!unit.endsWith("s")) {
			throw unexpected("a plural before here");
		}
		return new Parsed.Age(number, unit.substring(0, unit.length() - 1));
	}

	/** What stands before any of these characters. */
	String upTo(String ends) {
		int from = this.at;
		while (this.at < this.line.length() && ends.indexOf(this.line.charAt(this.at)) < 0) {
			this.at++;
		}
		return this.line.substring(from, this.at);
	}

	/** Text between quotes. */
	String quoted() {
		expect("\"");
		String text = text();
		expect("\"");
		return text;
	}

	/** Text up to a quote or the end of the line. */
	String text() {
		StringBuilder text = new StringBuilder();
		while (this.at < this.line.length() && this.line.charAt(this.at) != '"') {
			text.append(unit());
		}
		return text.toString();
	}

	private char unit() {
		char unit = this.line.charAt(this.at++);
		if (unit != '\\') {
			return unit;
		}
		char escaped = this.line.charAt(this.at++);
		return switch (escaped) {
			case '"', '\\' -> escaped;
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> {
				this.at += 4;
				yield (char) Integer.parseInt(this.line, this.at - 4, this.at, 16);
			}
			default -> throw unexpected("an escape before here");
		};
	}

	/**
	 * Words with a value each, the first of which may follow a comma, up to the end of
	 * the line but for what closes them. A value that is not in quotes has no comma.
	 */
	Map<String, String> items(String closing) {
		if (!this.line.endsWith(closing)) {
			throw unexpected("'" + closing + "' at the end");
		}
		int end = this.line.length() - closing.length();
		Map<String, String> items = new LinkedHashMap<>();
		while (this.at < end) {
			skip(", ");
			String key = upTo(":");
			expect(": ");
			items.put(key, this.line.startsWith("\"", this.at) ? quoted() : plain(end));
		}
		expect(closing).end();
		return items;
	}

	private String plain(int end) {
		StringBuilder text = new StringBuilder();
		while (this.at < end && this.line.charAt(this.at) != ',') {
			text.append(unit());
		}
		return text.toString();
	}

	private IllegalArgumentException unexpected(String wanted) {
		return new IllegalArgumentException("wanted " + wanted + " at " + this.at + " in: " + this.line);
	}

}
