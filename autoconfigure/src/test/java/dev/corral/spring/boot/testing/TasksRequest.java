package dev.corral.spring.boot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code requests.txt}.
 *
 * @param method the method
 * @param rest path and query below the endpoint, with names in braces to be filled in
 * @param accept the header, {@code -} for none
 * @param status the status, {@code 4xx} for any error of the client, {@code 200/400}
 * where frameworks differ
 * @param form the form of the response
 * @param holds what the body contains, or with {@code !} does not contain
 */
public record TasksRequest(String method, String rest, String accept, String status, ResponseForm form,
		List<String> holds) {

	private static final Pattern LONG = Pattern.compile("\\{(\\d+)x\\}");

	public static Stream<TasksRequest> all() throws IOException {
		try (InputStream lines = TasksRequest.class.getResourceAsStream("requests.txt")) {
			if (lines == null) {
				throw new IllegalStateException("no requests.txt");
			}
			return new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.map(TasksRequest::of);
		}
	}

	private static TasksRequest of(String line) {
		String[] cells = Arrays.stream(line.split(" *\\| *", -1)).map(String::strip).toArray(String[]::new);
		String[] what = cells[0].split(" ", 2);
		List<String> holds = cells[4].isEmpty() ? List.of() : List.of(cells[4].split(" && "));
		return new TasksRequest(what[0], (what.length > 1) ? what[1] : "", cells[1], cells[2],
				ResponseForm.of(cells[3]), holds);
	}

	public Map<String, String> headers() {
		return this.accept.equals("-") ? Map.of() : Map.of("Accept", this.accept);
	}

	// The rest with ids in the place of names
	public String rest(Map<String, Long> ids) {
		String filled = LONG.matcher(this.rest).replaceAll((many) -> "x".repeat(Integer.parseInt(many.group(1))));
		for (Map.Entry<String, Long> id : ids.entrySet()) {
			filled = filled.replace("{" + id.getKey() + "}", id.getValue().toString());
		}
		return filled;
	}

	@Override
	public String toString() {
		return this.method + " /tasks" + this.rest + " as " + this.accept;
	}

}
