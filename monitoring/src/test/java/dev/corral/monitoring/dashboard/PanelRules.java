package dev.corral.monitoring.dashboard;

import java.util.Set;

import tools.jackson.databind.JsonNode;

import dev.corral.monitoring.dashboard.Linter.Complaints;

/** Rules about what a panel tells its reader. */
final class PanelRules implements Linter.LintRules {

	/**
	 * Units of Grafana that the dashboards use; of a unit it does not know it shows the
	 * name.
	 */
	private static final Set<String> UNITS = Set.of("none", "short", "locale", "s", "cps", "percentunit");

	@Override
	public void apply(Dashboard dashboard, Complaints complaints) {
		for (Panel panel : dashboard.panels()) {
			complaints.unless(!panel.title().isBlank(), "panel-title", panel);
			if (panel.showsData()) {
				described(panel, complaints);
			}
		}
	}

	private static void described(Panel panel, Complaints complaints) {
		complaints.unless(!panel.json().path("description").asString("").isBlank(), "panel-description", panel);
		complaints.unless(readsTheChosenSource(panel.json()), "panel-datasource", panel);
		complaints.unless(UNITS.contains(panel.defaults().path("unit").asString(""))
				|| !panel.defaults().path("mappings").isEmpty(), "panel-unit", panel);
		complaints.unless(!panel.targets().isEmpty(), "panel-no-targets", panel);
		for (JsonNode override : panel.json().path("fieldConfig").path("overrides")) {
			for (JsonNode property : override.path("properties")) {
				complaints.unless(
						!property.path("id").asString("").equals("unit")
								|| UNITS.contains(property.path("value").asString("")),
						"panel-unit", panel + ", " + override.path("matcher").path("options"));
			}
		}
	}

	static boolean readsTheChosenSource(JsonNode part) {
		return part.path("datasource").path("uid").asString("").equals("${datasource}")
				&& part.path("datasource").path("type").asString("").equals("prometheus");
	}

}
