package dev.corral.spring.boot.endpoint;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.spring.boot.testing.OverHttp;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks by place, and scopes by tree, as JSON and as text. */
@TestPropertySource(properties = "management.endpoint.tasks.access=unrestricted")
class TasksViewsTests extends OverHttp {

	@Autowired
	TasksViewsTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	@Test
	void groupsHaveEveryFieldOfTheContract() throws Exception {
		Task<?> first = running("send-mail");
		Task<?> second = running("send-mail");
		running("page");
		assertThat(get("?view=grouped", "*/*").body()).contains("\"time\":\"", "\"counts\":{", "\"maxLive\":",
				"\"groups\":[{\"count\":2,\"name\":\"send-mail\",\"status\":\"RUNNING\",\"state\":\"WAITING\","
						+ "\"leak\":null,\"oldestAgeMillis\":",
				"\"youngestAgeMillis\":", "\"ids\":[" + first.id() + "," + second.id() + "]",
				"\"launchSite\":\"" + OverHttp.class.getName(), "\"launchedElsewhere\":false", "\"stack\":[\"",
				"\"totalGroups\":2,\"other\":0,\"sampled\":false", "\"recentPanics\":[", "\"recentLeaks\":[",
				"\"total\":3,\"shown\":3");
	}

	@Test
	void groupsAreFilteredAndLimited() throws Exception {
		running("send-mail");
		running("send-mail");
		running("page");
		assertThat(get("?view=grouped&limit=1", "*/*").body())
			.contains("\"send-mail\"", "\"totalGroups\":2", "\"total\":3,\"shown\":2")
			.doesNotContain("\"page\"");
		assertThat(get("?view=grouped&name=p*&stack=false&limit=all", "*/*").body())
			.contains("\"page\"", "\"stack\":[]", "\"total\":1,\"shown\":1")
			.doesNotContain("\"send-mail\"");
	}

	@Test
	void groupedTextIsTheGroupedDump() throws Exception {
		running("send-mail");
		running("send-mail");
		assertThat(get("?view=grouped", "text/plain").body()).startsWith("corral tasks: 2 live, 0 leaked, 0 scopes at ")
			.contains("\n2 tasks \"send-mail\" [WAITING, ", "]:\nids ", "\tat ", "\nlaunched by ")
			.endsWith("\nshown 2 of 2 in 1 of 1 group\n");
	}

	@Test
	void scopesAreATreeWithEveryFieldOfTheContract() throws Exception {
		try (CancellationScope outer = this.corral.openScope("outer",
				ScopeConfig.supervise().timeout(Duration.ofHours(1)));
				CancellationScope inner = outer.openScope("inner", ScopeConfig.supervise())) {
			running(outer.task("task"), this.release::await);
			inner.cancel("enough");
			List<ScopeSnapshot> scopes = this.corral.monitor().scopes();
			String json = get("?view=scopes", "*/*").body();
			assertThat(json).contains("\"time\":\"", "\"counts\":{", "\"maxLive\":",
					"\"scopes\":[{\"id\":" + scopes.get(0).id() + ",\"path\":\"root/outer\",\"ageMillis\":",
					"\"live\":1,\"leaked\":0,\"deadline\":\"2",
					"\"cancelled\":null,\"children\":[{\"id\":" + scopes.get(1).id() + ",\"path\":\"root/outer/inner\"",
					"\"live\":0,\"leaked\":0,\"deadline\":\"2", "\"cancelled\":\"enough\",\"children\":[]}]}]",
					"\"recentPanics\":[", "\"recentLeaks\":[", "\"total\":2,\"shown\":2");
			assertThat(get("?view=scopes", "text/plain").body())
				.contains("\nscope " + scopes.get(0).id() + " \"root/outer\" [1 live, 0 leaked, ",
						"\n\tscope " + scopes.get(1).id() + " \"root/outer/inner\" [0 live, 0 leaked, ",
						", cancelled: \"enough\"]\n")
				.endsWith("\nshown 2 of 2\n");
			this.release.countDown();
		}
	}

	@Test
	void scopesAreNarrowedByIdOrPathAndLimited() throws Exception {
		try (CancellationScope outer = this.corral.openScope("outer");
				CancellationScope inner = outer.openScope("inner");
				CancellationScope other = this.corral.openScope("outermost")) {
			assertThat(inner.isCancelled() || other.isCancelled()).isFalse();
			long id = this.corral.monitor().scopes().get(0).id();
			for (String scope : List.of("root/outer", String.valueOf(id))) {
				assertThat(get("?view=scopes&scope=" + scope, "*/*").body())
					.contains("\"root/outer\"", "\"root/outer/inner\"", "\"total\":2")
					.doesNotContain("outermost");
			}
			assertThat(get("?view=scopes&scope=root", "text/plain").body()).endsWith("\nshown 3 of 3\n");
			assertThat(get("?view=scopes&limit=1", "text/plain").body()).endsWith("\nshown 1 of 3\n");
			assertThat(get("?view=scopes&scope=999999999", "*/*").body()).contains("\"scopes\":[]", "\"total\":0");
		}
	}

	@ParameterizedTest
	@CsvSource({ "status,RUNNING", "name,mail", "leaked,true", "minAge,10s", "after,7" })
	void whatSpeaksOfTasksIsRefusedForScopes(String parameter, String value) throws Exception {
		for (String accept : new String[] { "application/json", "text/plain" }) {
			HttpResponse<String> response = get("?view=scopes&" + parameter + "=" + value, accept);
			assertThat(response.statusCode()).as(accept).isEqualTo(400);
			assertThat(response.body()).contains("parameter '" + parameter + "' must be absent with view=scopes");
		}
	}

	@Test
	void scopesThatNestDeeplyAreNoServerError() throws Exception {
		List<CancellationScope> scopes = new ArrayList<>();
		scopes.add(this.corral.openScope("s"));
		for (int i = 1; i < 2000; i++) {
			scopes.add(scopes.get(i - 1).openScope("s"));
		}
		for (String accept : new String[] { "application/json", "text/plain" }) {
			HttpResponse<String> response = get("?view=scopes&limit=all", accept);
			assertThat(response.statusCode()).as(accept).isEqualTo(200);
			assertThat(response.body()).containsAnyOf("\"shown\":2000", "shown 2 000 of 2 000");
		}
		Collections.reverse(scopes);
		scopes.forEach(CancellationScope::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "\u001b[31mred", "<script>alert(1)</script>", "\"} forged {\"" })
	void hostileNamesAreRenderedSafely(String name) throws Exception {
		try (CancellationScope scope = this.corral.openScope(name, ScopeConfig.supervise())) {
			running(scope.task(name), this.release::await);
			for (String view : List.of("?view=grouped", "?view=scopes",
					"?view=scopes&scope=" + URLEncoder.encode("root/" + name, StandardCharsets.UTF_8))) {
				HttpResponse<String> json = get(view, "*/*");
				assertThat(json.statusCode()).isEqualTo(200);
				assertThat(json.headers().firstValue("Content-Type").orElse("")).contains("json");
				assertThat(json.body().chars()).noneMatch((unit) -> unit < ' ');
				assertThat(json.body()).contains("\"shown\":1");
				String text = get(view, "text/plain").body();
				assertThat(text.chars()).noneMatch((unit) -> unit < ' ' && unit != '\n' && unit != '\t');
				assertThat(text).contains("\nshown 1 of 1");
			}
			this.release.countDown();
		}
	}

}
