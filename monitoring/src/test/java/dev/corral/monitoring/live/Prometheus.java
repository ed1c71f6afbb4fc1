package dev.corral.monitoring.live;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.monitoring.Programs;

/** A Prometheus of the test's own. */
final class Prometheus implements AutoCloseable {

	private static final Pattern LISTENS = Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

	private final Service service;

	private final int port;

	/**
	 * Starts it.
	 * @param folder with {@code prometheus.yml}, where it keeps its data
	 * @param arguments more arguments
	 */
	Prometheus(Path folder, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(Programs.prometheus("prometheus").toString(),
				"--config.file=prometheus.yml", "--storage.tsdb.path=data", "--web.listen-address=127.0.0.1:0"));
		command.addAll(List.of(arguments));
		this.service = new Service(folder, folder.resolve("prometheus.log"), LISTENS, command);
		try {
			this.port = awaitReady();
		}
		catch (RuntimeException | Error ex) {
			this.service.close();
			throw ex;
		}
	}

	private int awaitReady() {
		int listening = this.service.awaitPort();
		Await.until("Prometheus is ready", () -> Http.get(listening, "/-/ready").statusCode() == 200);
		return listening;
	}

	/** Asks for the values now. */
	Answer query(String expression) {
		return Answer.of(get("query", Map.of("query", expression)), "value");
	}

	/** Asks for the values of the time that ends now. */
	Answer range(String expression, Duration range, Duration step) {
		Instant end = Instant.now();
		return Answer.of(get("query_range", Map.of("query", expression, "start", end.minus(range).toString(), "end",
				end.toString(), "step", String.valueOf(step.toSeconds()))), "values");
	}

	/** The values of a label among the series of a selector. */
	List<String> labelValues(String selector, String label) {
		return data("label/" + label + "/values", Map.of("match[]", selector)).valueStream()
			.map((value) -> value.asString())
			.toList();
	}

	List<JsonNode> alerts() {
		return List.copyOf(data("alerts", Map.of()).path("alerts").values());
	}

	List<JsonNode> rules() {
		return data("rules", Map.of()).path("groups")
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream())
			.toList();
	}

	private JsonNode data(String path, Map<String, String> parameters) {
		JsonNode answer = get(path, parameters);
		if (!answer.path("status").asString("").equals("success")) {
			throw new IllegalStateException(path + " " + parameters + ": " + answer);
		}
		return answer.path("data");
	}

	private JsonNode get(String path, Map<String, String> parameters) {
		HttpResponse<String> response = Http.get(this.port, "/api/v1/" + path, parameters);
		return JsonMapper.shared().readTree(response.body());
	}

	@Override
	public void close() {
		this.service.close();
	}

}
