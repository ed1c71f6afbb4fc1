package dev.corral.spring.boot.endpoint;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.monitor.TaskStatus;
import dev.corral.spring.boot.testing.OverHttp;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "management.endpoint.tasks.access=unrestricted")
class TasksEndpointTests extends OverHttp {

	@Autowired
	TasksEndpointTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	@Test
	void jsonHasEveryFieldOfTheContract() throws Exception {
		Task<?> task = running("send-mail");
		HttpResponse<String> response = get("", "*/*");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"time\":\"", "\"counts\":{", "\"live\":1", "\"unreachable\":0",
				"\"maxLive\":", "\"id\":" + task.id(), "\"name\":\"send-mail\"", "\"status\":\"RUNNING\"",
				"\"scope\":\"root\"", "\"launchedAt\":\"", "\"ageMillis\":", "\"deadline\":null", "\"attempt\":1",
				"\"virtual\":true", "\"state\":\"WAITING\"", "\"launchSite\":\"" + OverHttp.class.getName(),
				"\"parent\":null", "\"lineage\":[]", "\"leak\":null", "\"stack\":[\"", "\"recentPanics\":[",
				"\"recentLeaks\":[", "\"total\":1", "\"shown\":1");
	}

	@Test
	void taskThatBacksOffIsShownWithTheAttemptThatPanicked() throws Exception {
		Duration hour = Duration.ofHours(1);
		Task<?> task = this.corral.task("again")
			.restart(RestartPolicy.onPanic(1, hour).backoff(hour, hour))
			.launch(TasksEndpointTests::panic);
		while (task.status() != TaskStatus.BACKING_OFF) {
			Thread.onSpinWait();
		}
		assertThat(get("/" + task.id(), "*/*").body()).contains("\"status\":\"BACKING_OFF\"", "\"attempt\":1");
		assertThat(get("?status=backing_off", "*/*").body()).contains("\"id\":" + task.id(),
				recentPanic(task, 1) + "\"time\":\"", "\"message\":\"planted\",\"late\":false");
		assertThat(get("?status=running", "*/*").body()).contains("\"shown\":0");
		task.cancel("seen");
	}

	@Test
	void taskThatRunsAgainIsShownWithItsAttemptAndThePanicsBefore() throws Exception {
		Duration milli = Duration.ofMillis(1);
		CountDownLatch third = new CountDownLatch(1);
		Task<?> task = this.corral.task("again")
			.restart(RestartPolicy.onPanic(2, Duration.ofHours(1)).backoff(milli, milli))
			.launch(() -> {
				if (TaskContext.current().attempt() < 3) {
					panic();
				}
				third.countDown();
				this.release.await();
			});
		third.await();
		assertThat(get("/" + task.id(), "*/*").body()).contains("\"status\":\"RUNNING\"", "\"attempt\":3");
		assertThat(get("?name=again", "*/*").body()).containsSubsequence("\"recentPanics\":[" + recentPanic(task, 2),
				recentPanic(task, 1));
	}

	private static void panic() {
		throw new IllegalStateException("planted");
	}

	private static String recentPanic(Task<?> task, int attempt) {
		return "{\"task\":" + task.id() + ",\"name\":\"again\",\"attempt\":" + attempt + ",";
	}

	@Test
	void textIsTheDump() throws Exception {
		Task<?> task = running("send-mail");
		HttpResponse<String> response = get("", "text/plain");
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("text/plain"));
		assertThat(response.body()).startsWith("corral tasks: 1 live, 0 leaked, 0 scopes at ")
			.contains("\ntask " + task.id() + " \"send-mail\" [WAITING, ")
			.endsWith("\nshown 1 of 1\n");
	}

	@Test
	void htmlIsAnsweredWithJsonForNow() throws Exception {
		HttpResponse<String> response = get("", "text/html");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/json"));
	}

	@Test
	void filtersAndPaging() throws Exception {
		Task<?> mail = running("send-mail");
		Task<?> page = running("page");
		assertThat(get("?name=send-*", "*/*").body()).contains("\"send-mail\"").doesNotContain("\"page\"");
		assertThat(get("?after=" + mail.id() + "&stack=false", "*/*").body()).contains("\"id\":" + page.id())
			.contains("\"stack\":[]")
			.doesNotContain("\"send-mail\"");
		assertThat(get("?limit=1", "text/plain").body()).endsWith("shown 1 of 2\n");
		assertThat(get("?limit=all&leaked=false&status=running&scope=root&minAge=PT0S", "text/plain").body())
			.endsWith("shown 2 of 2\n");
	}

	@ParameterizedTest
	@CsvSource({ "view,table", "status,SUCCEEDED", "status,''", "name,''", "scope,''", "leaked,perhaps", "minAge,soon",
			"minAge,-3s", "stack,2", "limit,0", "limit,10001", "limit,-1", "limit,99999999999999999999", "after,-1",
			"after,x", "after,<script>alert(1)</script>", "minAge,P999999999999999999D", "limit,'1,2'" })
	void badParameterIsNamedWithWhatIsAllowed(String parameter, String value) throws Exception {
		String query = "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
		for (String accept : new String[] { "application/json", "text/plain" }) {
			HttpResponse<String> response = get(query, accept);
			assertThat(response.statusCode()).as(accept).isEqualTo(400);
			assertThat(response.body()).contains("parameter '" + parameter + "' must be ");
		}
	}

	@Test
	void longBadValueIsCutAndEscaped() throws Exception {
		String body = get("?limit=" + "%0A".repeat(500), "text/plain").body();
		assertThat(body).contains("\\n").hasSizeLessThan(400);
		assertThat(body.lines()).hasSize(1);
	}

	@Test
	void repeatedParameterIsNoServerError() throws Exception {
		assertThat(get("?limit=1&limit=2", "*/*").statusCode()).isEqualTo(400);
	}

	@Test
	void oneTaskById() throws Exception {
		Task<?> task = running("send-mail");
		assertThat(get("/" + task.id(), "*/*").body()).contains("\"name\":\"send-mail\"", "\"stack\":[\"");
		assertThat(get("/999999999", "*/*").statusCode()).isEqualTo(404);
		assertThat(get("/abc", "*/*").statusCode()).isEqualTo(400);
		assertThat(get("/99999999999999999999", "*/*").statusCode()).isEqualTo(400);
	}

	@Test
	void deleteCancelsOnce() throws Exception {
		Task<?> task = running(this.corral.task("deaf"), () -> {
			while (this.release.getCount() > 0) {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					// This body ignores interruption
				}
			}
		});
		assertThat(delete("/" + task.id())).isEqualTo(204);
		assertThat(delete("/" + task.id())).isEqualTo(409);
		assertThat(task.isCancelled()).isTrue();
		this.release.countDown();
		task.awaitSettled(Duration.ofSeconds(30));
		assertThat(delete("/" + task.id())).isEqualTo(404);
		assertThat(delete("/abc")).isEqualTo(400);
	}

	@Test
	void deleteCancelsAScope() throws Exception {
		try (CancellationScope scope = this.corral.openScope("page")) {
			long id = this.corral.monitor().scopes().get(0).id();
			assertThat(delete("/scope-" + id)).isEqualTo(204);
			assertThat(delete("/scope-" + id)).isEqualTo(409);
			assertThat(scope.isCancelled()).isTrue();
		}
		assertThat(delete("/scope-999999999")).isEqualTo(404);
		assertThat(delete("/scope-")).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "\u001b[31mred", "<script>alert(1)</script>", "\"} forged {\"" })
	void hostileNamesAreRenderedSafely(String name) throws Exception {
		running(name);
		HttpResponse<String> json = get("", "*/*");
		assertThat(json.statusCode()).isEqualTo(200);
		assertThat(json.headers().firstValue("Content-Type").orElse("")).contains("json");
		assertThat(json.body().chars()).noneMatch((unit) -> unit < ' ');
		String text = get("", "text/plain").body();
		assertThat(text.chars()).noneMatch((unit) -> unit < ' ' && unit != '\n' && unit != '\t');
		assertThat(text).contains("shown 1 of 1");
	}

	@Test
	void prometheusHasTheMetersWithHelp() throws Exception {
		this.corral.launch("task", () -> {
			throw new IllegalStateException("planted");
		}).awaitSettled(Duration.ofSeconds(30));
		String scrape = scrape();
		for (String meter : new String[] { "corral_tasks_live", "corral_tasks_leaked", "corral_tasks_panicked_total",
				"corral_tasks_launched_total", "corral_task_duration_seconds" }) {
			assertThat(scrape).contains("# HELP " + meter.replaceFirst("_total$", "") + "");
			assertThat(scrape).contains("\n" + meter);
		}
	}

	@Test
	void askingForProofsWithoutProofModeSaysWhatTheyNeed() throws Exception {
		Task<?> blocked = running("send-mail");
		HttpResponse<String> proved = post("/leaks");
		assertThat(proved.statusCode()).isEqualTo(200);
		assertThat(proved.body()).startsWith("{\"proved\":[],\"hint\":\"proofs are off")
			.contains("corral.leak.prove-unreachable=true", "-Djdk.trackAllThreads=false");
		assertThat(this.corral.monitor().find(blocked.id())).isPresent();
		assertThat(post("/others").statusCode()).isEqualTo(404);
	}

}
