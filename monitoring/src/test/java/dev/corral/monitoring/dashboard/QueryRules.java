package dev.corral.monitoring.dashboard;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

import dev.corral.monitoring.dashboard.Linter.Complaints;

/** Rules about the queries of panels and annotations. */
final class QueryRules implements Linter.LintRules {

	private static final Set<String> RATES = Set.of("rate", "irate");

	private static final Set<String> OF_COUNTERS = Set.of("rate", "irate", "increase");

	@Override
	public void apply(Dashboard dashboard, Complaints complaints) {
		for (Panel panel : dashboard.panels()) {
			for (JsonNode target : panel.targets()) {
				query(target, panel, complaints);
			}
		}
		for (JsonNode annotation : dashboard.annotations()) {
			query(annotation, "annotation " + annotation.path("name"), complaints);
		}
	}

	private static void query(JsonNode target, Object where, Complaints complaints) {
		complaints.unless(PanelRules.readsTheChosenSource(target), "target-datasource", where);
		String expression = target.path("expr").asString("");
		List<Selector> selectors;
		try {
			selectors = PromQl.selectors(expression);
		}
		catch (IllegalArgumentException ex) {
			complaints.add("target-promql", where + ": " + ex.getMessage());
			return;
		}
		complaints.unless(!selectors.isEmpty(), "target-promql", where);
		for (Selector selector : selectors) {
			selector(selector, where + ": " + expression, complaints);
		}
	}

	private static void selector(Selector selector, String where, Complaints complaints) {
		complaints.unless(isChosen(selector, "job"), "target-job", where);
		complaints.unless(isChosen(selector, "instance"), "target-instance", where);
		complaints.unless(!RATES.contains(selector.function()) || selector.range().equals("$__rate_interval"),
				"target-rate-interval", where);
		complaints.unless(!selector.metric().endsWith("_total") || OF_COUNTERS.contains(selector.function()),
				"target-counter-agg", where);
	}

	private static boolean isChosen(Selector selector, String label) {
		return selector.matchers(label).equals(List.of(new Selector.Matcher(label, "=~", "$" + label)));
	}

}
