package dev.corral.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Where the files lie that are tested. */
public final class Repository {

	/** The root of the repository. */
	public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	/** Recording rules and alerts. */
	public static final Path RULES = ROOT.resolve("grafana/prometheus/rules");

	/** What the tests make. */
	public static final Path TARGET = Path.of("target").toAbsolutePath();

	private Repository() {
	}

	static JsonNode yaml(Path file) throws IOException {
		return new YAMLMapper().readTree(Files.readString(file));
	}

	/** The alerts, as they stand in the rules. */
	static List<JsonNode> alerts() throws IOException {
		List<JsonNode> alerts = new ArrayList<>();
		for (JsonNode group : yaml(RULES.resolve("alerts.yml")).path("groups")) {
			group.path("rules").forEach(alerts::add);
		}
		return alerts;
	}

}
