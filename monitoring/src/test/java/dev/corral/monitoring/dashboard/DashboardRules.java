package dev.corral.monitoring.dashboard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.corral.monitoring.dashboard.Linter.Complaints;

/** Rules about a dashboard as a whole, and where its panels stand. */
final class DashboardRules implements Linter.LintRules {

	private static final int SCHEMA_VERSION = 42;

	private static final int WIDTH = 24;

	private static final Pattern LINK = Pattern.compile("\"/d/([^?\"/]+)");

	@Override
	public void apply(Dashboard dashboard, Complaints complaints) {
		complaints.unless(dashboard.uid().matches("[a-zA-Z0-9-]{1,40}"), "uid", dashboard.uid());
		complaints.unless(!dashboard.json().path("title").asString("").isBlank(), "title", dashboard);
		complaints.unless(!dashboard.json().path("tags").isEmpty(), "tags", dashboard);
		complaints.unless(!dashboard.json().path("editable").asBoolean(true), "editable", dashboard);
		complaints.unless(dashboard.json().path("schemaVersion").asInt(0) == SCHEMA_VERSION, "schema-version",
				dashboard);
		links(dashboard, complaints);
		places(dashboard.panels(), complaints);
	}

	private static void links(Dashboard dashboard, Complaints complaints) {
		List<String> known = Dashboard.all().stream().map(Dashboard::uid).toList();
		LINK.matcher(dashboard.json().toString())
			.results()
			.map((MatchResult link) -> link.group(1))
			.distinct()
			.forEach((uid) -> complaints.unless(known.contains(uid), "link", uid));
	}

	private static void places(List<Panel> panels, Complaints complaints) {
		Set<Integer> ids = new HashSet<>();
		for (int i = 0; i < panels.size(); i++) {
			Panel panel = panels.get(i);
			complaints.unless(ids.add(panel.json().path("id").asInt(0)), "panel-id", panel);
			complaints.unless(
					panel.place("x") >= 0 && panel.place("w") > 0 && panel.place("x") + panel.place("w") <= WIDTH,
					"grid", panel);
			complaints.unless(panels.subList(0, i).stream().noneMatch(panel::overlaps), "overlap", panel);
		}
	}

}
