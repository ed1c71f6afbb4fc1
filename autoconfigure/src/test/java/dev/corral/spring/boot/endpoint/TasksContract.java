package dev.corral.spring.boot.endpoint;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.spring.boot.testing.OverHttp;
import dev.corral.spring.boot.testing.ResponseForm;
import dev.corral.spring.boot.testing.SlowReader;
import dev.corral.spring.boot.testing.TasksRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The HTTP contract of the endpoint, asked request by request. */
@TestPropertySource(properties = "management.endpoint.tasks.access=unrestricted")
abstract class TasksContract extends OverHttp {

	private static final Pattern ID = Pattern.compile("\ntask (\\d+) ");

	private Map<String, Long> ids = Map.of();

	private final CancellationScope scope;

	TasksContract(Corral corral, int port) {
		super(corral, port);
		this.scope = corral.openScope("page", ScopeConfig.supervise());
	}

	@BeforeEach
	void launch() throws Exception {
		Task<?> mail = running(this.scope.task("send-mail"), this.release::await);
		running(this.scope.task("send-mail"), this.release::await);
		running("poll");
		Task<?> deaf = running(this.corral.task("deaf"), this::ignoreInterrupts);
		deaf.cancel("enough");
		this.ids = Map.of("mail", mail.id(), "deaf", deaf.id(), "scope", this.corral.monitor().scopes().get(0).id());
	}

	private void ignoreInterrupts() {
		while (this.release.getCount() > 0) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				// This body ignores interruption
			}
		}
	}

	@AfterEach
	void closeScope() {
		this.release.countDown();
		this.scope.close();
	}

	@ParameterizedTest
	@MethodSource("dev.corral.spring.boot.testing.TasksRequest#all")
	void request(TasksRequest request) throws Exception {
		HttpResponse<String> response = ask(request.method(), request.rest(this.ids), request.headers());
		assertThat(String.valueOf(response.statusCode())).as(response.body())
			.matches(request.status().replace('x', '.').replace('/', '|'));
		request.form().check(response);
		for (String part : request.holds()) {
			if (part.startsWith("!")) {
				assertThat(response.body()).doesNotContain(filled(part.substring(1)));
			}
			else {
				assertThat(response.body()).contains(filled(part));
			}
		}
	}

	private String filled(String part) {
		return part.replace("{scope}", String.valueOf(this.ids.get("scope")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain" })
	void pagesByIdShowEachTaskOnce(String accept) throws Exception {
		List<Long> seen = new ArrayList<>();
		long after = 0;
		for (List<Long> page = page(after, accept); !page.isEmpty(); page = page(after, accept)) {
			assertThat(page).hasSizeLessThanOrEqualTo(3);
			seen.addAll(page);
			after = page.get(page.size() - 1);
		}
		assertThat(seen).hasSize(4).isSorted().doesNotHaveDuplicates().containsAll(List.of(id("mail"), id("deaf")));
	}

	private long id(String name) {
		return this.ids.getOrDefault(name, 0L);
	}

	private List<Long> page(long after, String accept) throws Exception {
		String body = get("?limit=3&after=" + after, accept).body();
		List<Long> found = new ArrayList<>();
		if (accept.equals("text/plain")) {
			for (Matcher ids = ID.matcher(body); ids.find();) {
				found.add(Long.valueOf(ids.group(1)));
			}
		}
		else {
			JsonMapper.shared().readTree(body).get("tasks").forEach((task) -> found.add(task.get("id").asLong()));
		}
		return found;
	}

	@Test
	void deleteOfWhatHasEndedIsUnknown() throws Exception {
		Task<?> over = this.corral.launch("over", () -> {
		});
		over.awaitSettled(Duration.ofSeconds(30));
		assertThat(delete("/" + over.id())).isEqualTo(404);
		assertThat(ask("GET", "/" + over.id(), Map.of()).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud800", "a\udc00b", "\udc00\ud800", "two\nlines\u0000\u001b[31m", "\u202egro.live",
			"</script><script>alert(1)</script>", "\"} forged {\"", "\ud83d\udc04" })
	void hostileNamesOfTasksComeThroughWhole(String name) throws Exception {
		Task<?> task = running(name);
		HttpResponse<String> list = get("?limit=all", "application/json");
		ResponseForm.TASKS.check(list);
		JsonNode tasks = JsonMapper.shared().readTree(list.body()).get("tasks");
		assertThat(tasks.get(tasks.size() - 1).get("id").asLong()).isEqualTo(task.id());
		ResponseForm.GROUPS.check(get("?view=grouped", "application/json"));
		ResponseForm.TASK.check(get("/" + task.id(), "application/json"));
		ResponseForm.TEXT.check(get("", "text/plain"));
		ResponseForm.GROUPS_TEXT.check(get("?view=grouped", "text/plain"));
		ResponseForm.TASK_TEXT.check(get("/" + task.id(), "text/plain"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "?name=%zz", "?limit=%", "?%zz=1", "/%zz", "/%", "?name=<script>", "/<script>", "?name=\"",
			"/\u0001", "?limit=\u0001" })
	void whatIsNoAddressIsNoServerError(String rest) throws Exception {
		try (SlowReader reader = new SlowReader(this.port, rest, "*/*")) {
			assertThat(reader.statusLine()).matches("HTTP/1\\.1 [24]\\d\\d.*");
		}
	}

	@Test
	void headRequestsReleaseTheirPermits() throws Exception {
		for (int i = 0; i < 2 * DumpPermits.AT_ONCE; i++) {
			assertThat(ask("HEAD", "", Map.of()).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void conditionalRequestsAreAnsweredInFull() throws Exception {
		Map<String, String> headers = Map.of("If-None-Match", "*", "If-Modified-Since",
				"Mon, 23 Nov 2026 15:00:00 GMT");
		HttpResponse<String> response = ask("GET", "", headers);
		assertThat(response.statusCode()).isEqualTo(200);
		ResponseForm.TASKS.check(response);
	}

}
