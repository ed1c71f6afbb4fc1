package dev.corral.spring.boot.testing;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The form of a response of the endpoint: its content type, and its fields or grammar.
 */
public enum ResponseForm {

	/** Anything: the response of the web framework. */
	ANY,

	/** No body. */
	EMPTY,

	/** The list of tasks. */
	TASKS("time", "counts", "maxLive", "tasks", "recentPanics", "recentLeaks", "total", "shown"),

	/** The list of groups. */
	GROUPS("time", "counts", "maxLive", "groups", "totalGroups", "other", "sampled", "recentPanics", "recentLeaks",
			"total", "shown"),

	/** The tree of scopes. */
	SCOPES("time", "counts", "maxLive", "scopes", "recentPanics", "recentLeaks", "total", "shown"),

	/** One task. */
	TASK("id", "name", "status", "scope", "launchedAt", "ageMillis", "deadline", "attempt", "thread", "launchSite",
			"parent", "lineage", "leak", "stack", "samples"),

	/** What a garbage collection has proved, while proofs are off. */
	PROVED("proved", "hint"),

	/** A parameter that is not allowed. */
	BAD("parameter", "value", "allowed", "message"),

	/** A dump above the limit. */
	MANY("message"),

	/** The dump. */
	TEXT("corral tasks: \\d+ live, .*\\n\\nshown \\d+ of \\d+\\n"),

	/** The grouped dump. */
	GROUPS_TEXT("corral tasks: \\d+ live, .*\\n\\nshown \\d+ of \\d+ in \\d+ of \\d+ groups?\\n"),

	/** The tree of scopes as text. */
	SCOPES_TEXT("corral tasks: \\d+ live, .*\\n\\nscope .*\\n\\nshown \\d+ of \\d+\\n"),

	/** One task as text. */
	TASK_TEXT("task \\d+ \".*\" \\[.*\\] \\{scope: .*\\}:\\n.*launched by .*\\n"),

	/** A parameter that is not allowed, as text. */
	BAD_TEXT("parameter '\\w+' must be [^\\n]*, but was \"[^\\n]*\"\\n"),

	/** A dump above the limit, as text. */
	MANY_TEXT("[^\\n]*\\n");

	/** The fields of JSON in their order, or a pattern of text. */
	@SuppressWarnings("ImmutableEnumChecker")
	private final List<String> parts;

	ResponseForm(String... parts) {
		this.parts = List.of(parts);
	}

	static ResponseForm of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	private boolean isText() {
		return this == TEXT || name().endsWith("_TEXT");
	}

	public void check(HttpResponse<String> response) {
		if (this == ANY) {
			return;
		}
		if (this == EMPTY) {
			assertThat(response.body()).isEmpty();
			return;
		}
		String type = response.headers().firstValue("Content-Type").orElse("none");
		if (isText()) {
			assertThat(type).isEqualToIgnoringCase("text/plain;charset=UTF-8");
			assertThat(response.body()).matches("(?s)" + this.parts.get(0));
			assertThat(response.body().codePoints())
				.noneMatch((point) -> (point < ' ' && point != '\n' && point != '\t') || point == 0x202e);
		}
		else {
			assertThat(type).matches("application/(vnd\\.spring-boot\\.actuator\\.v[23]\\+)?json");
			assertThat(response.body().chars()).noneMatch((unit) -> unit < ' ');
			JsonNode json = JsonMapper.shared().readTree(response.body());
			assertThat(json.propertyNames()).containsExactlyElementsOf(this.parts);
		}
	}

}
