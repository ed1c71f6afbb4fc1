package dev.corral.monitoring.dashboard;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A panel of a dashboard.
 *
 * @param json the whole of it
 */
public record Panel(ObjectNode json) {

	private static final Set<String> SHOW_NOTHING = Set.of("row", "text", "dashlist");

	/**
	 * Its title.
	 * @return empty where it has none
	 */
	public String title() {
		return this.json.path("title").asString("");
	}

	/**
	 * What kind of panel it is.
	 * @return such as {@code timeseries}
	 */
	public String type() {
		return this.json.path("type").asString("");
	}

	boolean showsData() {
		return !SHOW_NOTHING.contains(type());
	}

	/**
	 * Its queries.
	 * @return in their order
	 */
	public List<JsonNode> targets() {
		return Dashboard.elements(this.json.path("targets"));
	}

	/**
	 * The first query, to be changed.
	 * @return what is part of the panel
	 */
	public ObjectNode target() {
		return (ObjectNode) targets().get(0);
	}

	JsonNode defaults() {
		return this.json.path("fieldConfig").path("defaults");
	}

	int place(String coordinate) {
		return this.json.path("gridPos").path(coordinate).asInt(0);
	}

	boolean overlaps(Panel other) {
		return place("x") < other.place("x") + other.place("w") && other.place("x") < place("x") + place("w")
				&& place("y") < other.place("y") + other.place("h") && other.place("y") < place("y") + place("h");
	}

	@Override
	public String toString() {
		return "panel " + this.json.path("id").asInt(0) + " '" + title() + "'";
	}

}
