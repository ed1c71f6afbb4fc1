package dev.corral.monitoring.dashboard;

import java.util.List;

import tools.jackson.databind.JsonNode;

import dev.corral.monitoring.dashboard.Linter.Complaints;

/** Rules about the variables by which a dashboard is narrowed. */
final class VariableRules implements Linter.LintRules {

	@Override
	public void apply(Dashboard dashboard, Complaints complaints) {
		complaints.unless(
				dashboard.variables()
					.stream()
					.filter((variable) -> text(variable, "type").equals("datasource"))
					.map((variable) -> List.of(text(variable, "name"), text(variable, "label"),
							text(variable, "query")))
					.toList()
					.equals(List.of(List.of("datasource", "Data source", "prometheus"))),
				"template-datasource", dashboard);
		fleet(dashboard, "job", "Job", complaints);
		fleet(dashboard, "instance", "Instance", complaints);
		for (JsonNode variable : dashboard.variables()) {
			if (text(variable, "type").equals("query")) {
				query(variable, complaints);
			}
		}
	}

	/** Any of the fleet can be chosen. */
	private static void fleet(Dashboard dashboard, String name, String label, Complaints complaints) {
		complaints.unless(dashboard.variables()
			.stream()
			.filter((variable) -> text(variable, "name").equals(name))
			.filter((variable) -> text(variable, "type").equals("query"))
			.filter((variable) -> text(variable, "label").equals(label))
			.filter((variable) -> variable.path("multi").asBoolean(false))
			.filter((variable) -> variable.path("includeAll").asBoolean(false))
			.filter((variable) -> text(variable, "allValue").equals(".+"))
			.count() == 1, "template-" + name, dashboard);
	}

	private static void query(JsonNode variable, Complaints complaints) {
		String name = text(variable, "name");
		complaints.unless(variable.path("datasource").path("uid").asString("").equals("${datasource}"),
				"template-query-datasource", name);
		complaints.unless(variable.path("refresh").asInt(0) == 2, "template-on-time-change-reload", name);
		String query = variable.path("query").path("query").asString("");
		complaints.unless(LabelValues.of(query).filter(LabelValues::hasOneSelector).isPresent(), "template-promql",
				query);
	}

	private static String text(JsonNode variable, String field) {
		return variable.path(field).asString("");
	}

}
