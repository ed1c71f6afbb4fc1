package dev.corral.monitoring.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PromQL expression, cut into its tokens. */
final class Tokens {

	private static final Pattern TOKEN = Pattern.compile("""
			\\s*(?:
			  (?<name>[a-zA-Z_:][\\w:]*)
			| (?<string>"(?:[^"\\\\]|\\\\.)*")
			| (?<number>\\d[\\w.]*)
			| (?<range>\\[[^\\]]*\\])
			| (?<symbol>=~|!~|==|!=|>=|<=|[-+*/%^<>=(){},@])
			)\\s*""", Pattern.COMMENTS);

	private final List<Token> tokens = new ArrayList<>();

	private int next;

	/**
	 * Cuts an expression.
	 * @param expression the expression
	 * @throws IllegalArgumentException when there is something that is no token
	 */
	Tokens(String expression) {
		Matcher matcher = TOKEN.matcher(expression);
		int at = 0;
		while (at < expression.length()) {
			if (!matcher.find(at) || matcher.start() != at) {
				throw new IllegalArgumentException("no token at " + at + " of " + expression);
			}
			this.tokens.add(token(matcher));
			at = matcher.end();
		}
	}

	private static Token token(Matcher matcher) {
		for (Kind kind : Kind.values()) {
			String text = matcher.group(kind.group());
			if (text != null) {
				return new Token(kind, text);
			}
		}
		throw new IllegalStateException("every branch of the pattern has a name");
	}

	boolean hasNext() {
		return this.next < this.tokens.size();
	}

	Token next() {
		if (!hasNext()) {
			throw new IllegalArgumentException("the expression breaks off");
		}
		return this.tokens.get(this.next++);
	}

	/** Whether the next token is this symbol. */
	boolean at(String symbol) {
		return hasNext() && this.tokens.get(this.next).equals(new Token(Kind.SYMBOL, symbol));
	}

	boolean at(Kind kind) {
		return hasNext() && this.tokens.get(this.next).kind() == kind;
	}

	Token expect(Kind kind) {
		Token token = next();
		if (token.kind() != kind) {
			throw new IllegalArgumentException("'" + token.text() + "' where a " + kind.group() + " belongs");
		}
		return token;
	}

	void expect(String symbol) {
		if (!expect(Kind.SYMBOL).text().equals(symbol)) {
			throw new IllegalArgumentException("no '" + symbol + "' where one belongs");
		}
	}

	/** What a token is. */
	enum Kind {

		NAME, STRING, NUMBER, RANGE, SYMBOL;

		String group() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * A token.
	 *
	 * @param kind what it is
	 * @param text as it stands in the expression
	 */
	record Token(Kind kind, String text) {

	}

}
