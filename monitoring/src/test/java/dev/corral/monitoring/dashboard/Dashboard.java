package dev.corral.monitoring.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.corral.monitoring.Repository;

/**
 * A dashboard of Grafana in its classic form.
 *
 * @param json the whole of it
 */
public record Dashboard(ObjectNode json) {

	/** The folder of the dashboards that are shipped. */
	public static final Path FOLDER = Repository.ROOT.resolve("grafana/dashboards");

	/**
	 * The dashboards that are shipped, read anew by each call.
	 * @return each as it lies in its file
	 */
	public static List<Dashboard> all() {
		try (var files = Files.list(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().map(Dashboard::read).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Dashboard read(Path file) {
		return new Dashboard((ObjectNode) JsonMapper.shared().readTree(file));
	}

	String uid() {
		return this.json.path("uid").asString("");
	}

	/**
	 * The panels, rows and what they hold included.
	 * @return in their order
	 */
	public List<Panel> panels() {
		List<Panel> panels = new ArrayList<>();
		for (JsonNode panel : this.json.path("panels")) {
			panels.add(new Panel((ObjectNode) panel));
			panel.path("panels").forEach((inner) -> panels.add(new Panel((ObjectNode) inner)));
		}
		return panels;
	}

	/**
	 * Finds a panel.
	 * @param title its title
	 * @return the first of that title
	 */
	public Panel panel(String title) {
		return panels().stream().filter((panel) -> panel.title().equals(title)).findFirst().orElseThrow();
	}

	/**
	 * The variables.
	 * @return in their order
	 */
	public List<JsonNode> variables() {
		return elements(this.json.path("templating").path("list"));
	}

	ObjectNode variable(String name) {
		return (ObjectNode) variables().stream()
			.filter((variable) -> variable.path("name").asString("").equals(name))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * The annotations.
	 * @return in their order
	 */
	public List<JsonNode> annotations() {
		return elements(this.json.path("annotations").path("list"));
	}

	static List<JsonNode> elements(JsonNode array) {
		return List.copyOf(array.values());
	}

	@Override
	public String toString() {
		return uid();
	}

}
