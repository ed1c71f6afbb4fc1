package dev.corral.monitoring.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import dev.corral.monitoring.dashboard.Tokens.Kind;
import dev.corral.monitoring.dashboard.Tokens.Token;

/** Finds the selectors of PromQL expressions, in which variables of Grafana may stand. */
public final class PromQl {

	/** Each is followed by a list of labels. */
	private static final Set<String> LABEL_LISTS = Set.of("by", "without", "on", "ignoring", "group_left",
			"group_right");

	private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

	private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk",
			"quantile", "stddev", "stdvar", "group", "count_values");

	private final List<Selector> selectors = new ArrayList<>();

	private final Deque<String> calls = new ArrayDeque<>();

	private final Tokens tokens;

	private String function = "";

	private PromQl(String expression) {
		this.tokens = new Tokens(expression);
	}

	/**
	 * Finds the selectors.
	 * @param expression the expression
	 * @return in their order
	 * @throws IllegalArgumentException when the expression cannot be read
	 */
	public static List<Selector> selectors(String expression) {
		PromQl reader = new PromQl(expression);
		while (reader.tokens.hasNext()) {
			reader.read();
		}
		if (!reader.calls.isEmpty()) {
			throw new IllegalArgumentException("a parenthesis is not closed in " + expression);
		}
		return reader.selectors;
	}

	private void read() {
		if (this.tokens.at("{")) {
			select("");
			return;
		}
		Token token = this.tokens.next();
		if (token.kind() == Kind.NAME) {
			name(token.text());
		}
		else if (token.text().equals("(")) {
			this.calls.push(this.function);
			this.function = "";
		}
		else if (token.text().equals(")")) {
			if (this.calls.poll() == null) {
				throw new IllegalArgumentException("a parenthesis was not opened");
			}
		}
	}

	private void name(String name) {
		if (LABEL_LISTS.contains(name)) {
			labels();
		}
		else if (this.tokens.at("(") || AGGREGATIONS.contains(name)) {
			this.function = OPERATORS.contains(name) ? "" : name;
		}
		else if (!OPERATORS.contains(name)) {
			select(name);
		}
	}

	private void labels() {
		this.tokens.expect("(");
		while (!this.tokens.at(")")) {
			this.tokens.next();
		}
		this.tokens.expect(")");
	}

	private void select(String metric) {
		List<Selector.Matcher> matchers = new ArrayList<>();
		if (this.tokens.at("{")) {
			this.tokens.expect("{");
			while (!this.tokens.at("}")) {
				matchers.add(matcher());
				if (!this.tokens.at("}")) {
					this.tokens.expect(",");
				}
			}
			this.tokens.expect("}");
		}
		String range = "";
		if (this.tokens.at(Kind.RANGE)) {
			String text = this.tokens.next().text();
			range = text.substring(1, text.length() - 1);
		}
		this.selectors
			.add(new Selector(metric, List.copyOf(matchers), range, this.calls.isEmpty() ? "" : this.calls.element()));
	}

	private Selector.Matcher matcher() {
		String label = this.tokens.expect(Kind.NAME).text();
		String operator = this.tokens.expect(Kind.SYMBOL).text();
		String value = this.tokens.expect(Kind.STRING).text();
		return new Selector.Matcher(label, operator, value.substring(1, value.length() - 1));
	}

}
