package dev.corral.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of {@code docs/dump-format.md}, as it stands there. It is regular, so every
 * rule becomes a regular expression.
 */
final class DumpGrammar {

	private static final Path DOCUMENT = Path.of("..").toAbsolutePath().normalize().resolve("docs/dump-format.md");

	private static final Pattern RULE = Pattern.compile("(\\w+)\\s*::=((?:(?!\\n\\w+\\s*::=).)*)", Pattern.DOTALL);

	/** A word in quotes, a class of characters, a name, or what joins them. */
	private static final Pattern TOKEN = Pattern
		.compile("\"([^\"]+)\"|'([^']+)'|(\\[(?:\\\\.|[^\\]\\\\])+])|(\\w+)|([()|*+?])|\\s+");

	private static final Map<String, String> CHARACTERS = Map.of("LF", "\\n", "TAB", "\\t");

	private final Map<String, String> rules = new LinkedHashMap<>();

	DumpGrammar(String text) {
		RULE.matcher(text).results().forEach((rule) -> this.rules.put(rule.group(1), rule.group(2)));
	}

	static DumpGrammar ofDocument() throws IOException {
		return new DumpGrammar(blocks("ebnf").get(0));
	}

	/** What stands in fences of a kind. */
	static List<String> blocks(String kind) throws IOException {
		return Pattern.compile("^```" + kind + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
			.matcher(Files.readString(DOCUMENT))
			.results()
			.map((block) -> block.group(1))
			.toList();
	}

	List<String> rules() {
		return List.copyOf(this.rules.keySet());
	}

	Pattern pattern(String rule) {
		return Pattern.compile(expression(rule));
	}

	private String expression(String rule) {
		String known = CHARACTERS.get(rule);
		if (known != null) {
			return known;
		}
		String body = this.rules.get(rule);
		if (body == null) {
			throw new IllegalArgumentException("no rule '" + rule + "'");
		}
		StringBuilder expression = new StringBuilder("(?:");
		Matcher tokens = TOKEN.matcher(body);
		int end = 0;
		while (tokens.lookingAt()) {
			end = tokens.end();
			expression.append(token(tokens.toMatchResult()));
			tokens.region(end, body.length());
		}
		if (end != body.length()) {
			throw new IllegalArgumentException("cannot read '" + rule + "' from: " + body.substring(end));
		}
		return expression.append(')').toString();
	}

	private String token(MatchResult token) {
		if (token.group(1) != null) {
			return "(?:" + Pattern.quote(token.group(1)) + ")";
		}
		if (token.group(2) != null) {
			return Pattern.quote(token.group(2));
		}
		if (token.group(3) != null) {
			return token.group(3);
		}
		if (token.group(4) != null) {
			return expression(token.group(4));
		}
		return token.group().strip().replace("(", "(?:");
	}

}
