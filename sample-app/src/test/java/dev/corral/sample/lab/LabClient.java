package dev.corral.sample.lab;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.jayway.jsonpath.JsonPath;

import dev.corral.monitor.LeakReason;

/** The laboratory and what the actuator tells of it, as a user sees them: over HTTP. */
final class LabClient {

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	LabClient(int port) {
		this.port = port;
	}

	HttpResponse<String> list() throws Exception {
		return get("/lab");
	}

	HttpResponse<String> start(String scenario, String form) throws Exception {
		return send(request("/lab/" + scenario + "?form=" + form).POST(HttpRequest.BodyPublishers.noBody()));
	}

	void clear() throws Exception {
		send(request("/lab").DELETE());
	}

	static List<Long> ids(HttpResponse<String> response) {
		return NUMBER.matcher(response.body()).results().map(MatchResult::group).map(Long::valueOf).toList();
	}

	int health() throws Exception {
		return get("/actuator/health").statusCode();
	}

	/**
	 * Asks {@code /actuator/tasks?leaked=true}.
	 * @param scenario the name of the tasks
	 * @param reason the reason of their verdicts
	 * @return the ids of the live tasks under such a verdict
	 */
	List<Long> leaked(String scenario, LeakReason reason) throws Exception {
		return read(get("/actuator/tasks?leaked=true&name=" + scenario),
				"$.tasks[?(@.leak.reason=='" + reason + "')].id");
	}

	/**
	 * Asks for {@code recentLeaks}.
	 * @param scenario the name of the tasks
	 * @return {@code id reason} of each
	 */
	List<String> recent(String scenario) throws Exception {
		String body = get("/actuator/tasks?limit=1&stack=false").body();
		List<String> reasons = JsonPath.read(body, "$.recentLeaks[?(@.name=='" + scenario + "')].reason");
		List<Number> ids = JsonPath.read(body, "$.recentLeaks[?(@.name=='" + scenario + "')].task");
		return IntStream.range(0, ids.size()).mapToObj((i) -> ids.get(i) + " " + reasons.get(i)).toList();
	}

	/**
	 * Has proofs made by {@code POST /actuator/tasks/leaks}.
	 * @return the ids of what was proved
	 */
	List<Long> prove() throws Exception {
		return read(send(request("/actuator/tasks/leaks").POST(HttpRequest.BodyPublishers.noBody())),
				"$.proved[*].task");
	}

	/**
	 * Asks {@code /actuator/taskprofile}.
	 * @param query the query, or an empty string
	 * @return the file
	 */
	byte[] profile(String query) throws Exception {
		return this.client
			.send(request("/actuator/taskprofile" + query).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
			.body();
	}

	/**
	 * Asks {@code /actuator/tasks} for all live tasks.
	 * @param query further parameters, each with its ampersand
	 * @return how many there are by name and verdict, as {@code name reason}
	 */
	Map<String, Long> tasks(String query) throws Exception {
		List<Map<String, Object>> tasks = JsonPath.read(get("/actuator/tasks?limit=all&stack=false" + query).body(),
				"$.tasks");
		Map<String, Long> counts = new TreeMap<>();
		for (Map<String, Object> task : tasks) {
			Object leak = task.get("leak");
			String reason = (leak != null) ? JsonPath.read(leak, "$.reason") : "none";
			counts.merge(task.get("name") + " " + reason, 1L, Long::sum);
		}
		return counts;
	}

	private static List<Long> read(HttpResponse<String> response, String path) {
		List<Number> ids = JsonPath.read(response.body(), path);
		return ids.stream().map(Number::longValue).toList();
	}

	/**
	 * Asks {@code /actuator/prometheus} for the meters of leaks.
	 * @param scenario the name of the tasks
	 * @param reason the reason of the verdicts
	 * @return their values, 0 where there are none yet
	 */
	LeakMeters meters(String scenario, LeakReason reason) throws Exception {
		String scrape = get("/actuator/prometheus").body();
		String tags = "\\{reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\",task=\"" + scenario
				+ "\"} ([\\d.]+)$";
		return new LeakMeters(value(scrape, "corral_tasks_leaked" + tags),
				value(scrape, "corral_tasks_leaks_total" + tags),
				value(scrape, "corral_tasks_leaks_ended_total" + tags));
	}

	private static int value(String scrape, String line) {
		return Pattern.compile("^" + line, Pattern.MULTILINE)
			.matcher(scrape)
			.results()
			.mapToInt((match) -> (int) Double.parseDouble(match.group(1)))
			.sum();
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(request(path).GET());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * The meters of one name and reason.
	 *
	 * @param leaked live tasks under such a verdict
	 * @param found such verdicts so far
	 * @param ended those that ended
	 */
	record LeakMeters(int leaked, int found, int ended) {

		LeakMeters since(LeakMeters before) {
			return new LeakMeters(this.leaked - before.leaked, this.found - before.found, this.ended - before.ended);
		}

	}

}
