package dev.corral.spring.boot.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import dev.corral.Corral;
import dev.corral.monitor.TaskFilter;
import dev.corral.spring.boot.testing.Pprof;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint over HTTP, whatever web stack serves it; no task outlives its test. */
@Timeout(60)
@SpringBootTest(classes = TaskProfileOverHttp.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=tasks,taskprofile", "server.address=127.0.0.1",
				"corral.shutdown-timeout=0s", "corral.leak.check-interval=100ms", "corral.cancel-grace=100ms" })
abstract class TaskProfileOverHttp {

	private final HttpClient client = HttpClient.newHttpClient();

	private final CountDownLatch release = new CountDownLatch(1);

	private final Corral corral;

	private final int port;

	TaskProfileOverHttp(Corral corral, int port) {
		this.corral = corral;
		this.port = port;
	}

	@AfterEach
	void quiet() {
		this.release.countDown();
		while (this.corral.monitor().count(TaskFilter.all()) > 0) {
			Thread.onSpinWait();
		}
	}

	@Test
	void profileIsGzippedAndItsTotalsAreThoseOfTheJson() throws Exception {
		launch("send-mail", 3);
		launch("two\nlines \ud800", 1);
		HttpResponse<byte[]> response = get("/taskprofile");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
		assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
		Pprof profile = Pprof.of(response.body());
		assertThat(profile.by("name")).isEqualTo(Map.of("send-mail", 3L, "two\\nlines \\ud800", 1L));
		assertThat(profile.by("status")).isEqualTo(Map.of("RUNNING", 4L));
		assertThat(profile.by("scope")).isEqualTo(Map.of("root", 4L));
		assertThat(profile.by("leak")).isEqualTo(Map.of("none", 4L));
		assertThat(profile.samples()).allMatch((sample) -> sample.depth() > 1 && sample.ageNanos() > 0);
		assertThat(profile.tasks()).isEqualTo(total(""));
	}

	@Test
	void leakedTasksCanBeHadAlone() throws Exception {
		launch("send-mail", 2);
		long deaf = this.corral.launch("deaf", this::deaf).id();
		untilWaiting(deaf);
		this.corral.monitor().cancel(deaf, "enough");
		while (total("&leaked=true") == 0) {
			Thread.onSpinWait();
		}
		Pprof leaked = Pprof.of(get("/taskprofile?type=leaked").body());
		assertThat(leaked.by("name")).isEqualTo(Map.of("deaf", 1L));
		assertThat(leaked.by("leak")).isEqualTo(Map.of("OVERDUE", 1L));
		Pprof all = Pprof.of(get("/taskprofile").body());
		assertThat(all.by("leak")).isEqualTo(Map.of("OVERDUE", 1L, "none", 2L));
		assertThat(all.tasks()).isEqualTo(total(""));
	}

	@Test
	void launchSitesAreTheStackOnRequest() throws Exception {
		launch("send-mail", 3);
		Pprof profile = Pprof.of(get("/taskprofile?since=launch").body());
		assertThat(profile.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.tasks()).isEqualTo(3);
			assertThat(sample.depth()).isOne();
		});
		assertThat(Pprof.of(get("/taskprofile?since=launch&type=leaked").body()).samples()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "type,''", "type,LEAKED", "type,heap", "type,<script>alert(1)</script>", "type,'leaked,leaked'",
			"since,''", "since,yesterday", "since,Launch" })
	void badParameterIsNamedWithItsValueAndWhatIsAllowed(String parameter, String value) throws Exception {
		HttpResponse<byte[]> response = get(
				"/taskprofile?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/json"));
		Map<String, String> body = JsonPath.read(text(response), "$");
		assertThat(body).containsEntry("parameter", parameter).containsEntry("value", value);
		assertThat(body.get("allowed")).contains(parameter.equals("type") ? "leaked" : "launch");
		assertThat(body.get("message")).startsWith("parameter '" + parameter + "' must be ");
	}

	@Test
	void longBadValueIsCutAndEscapedAndRepeatedOnesAreRefused() throws Exception {
		HttpResponse<byte[]> cut = get("/taskprofile?type=" + "%0A".repeat(500));
		assertThat(cut.statusCode()).isEqualTo(400);
		assertThat(JsonPath.<String>read(text(cut), "$.value")).isEqualTo("\\n".repeat(99) + "…");
		assertThat(get("/taskprofile?type=leaked&type=leaked").statusCode()).isEqualTo(400);
		assertThat(get("/taskprofile?since=launch&since=").statusCode()).isEqualTo(400);
	}

	@Test
	void nothingElseIsThere() throws Exception {
		assertThat(get("/taskprofile/1").statusCode()).isEqualTo(404);
		assertThat(send(request("/taskprofile").DELETE()).statusCode()).isEqualTo(405);
		assertThat(send(request("/taskprofile").header("Accept", "text/html").GET()).statusCode()).isEqualTo(406);
	}

	private void deaf() {
		while (this.release.getCount() > 0) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				// This body ignores interruption
			}
		}
	}

	private void untilWaiting(long id) {
		while (this.corral.monitor().find(id).orElseThrow().stack().stream().noneMatch(TaskProfileOverHttp::isWait)) {
			Thread.onSpinWait();
		}
	}

	private void launch(String name, int number) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(number);
		for (int i = 0; i < number; i++) {
			long id = this.corral.launch(name, () -> {
				begun.countDown();
				this.release.await();
			}).id();
			untilWaiting(id);
		}
		begun.await();
	}

	// Deeper in there are several places to be seen at
	private static boolean isWait(StackTraceElement frame) {
		return frame.getMethodName().equals("park");
	}

	private long total(String filter) throws Exception {
		return JsonPath.<Number>read(text(get("/tasks?limit=all" + filter)), "$.total").longValue();
	}

	private static String text(HttpResponse<byte[]> response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	private HttpResponse<byte[]> get(String rest) throws Exception {
		return send(request(rest).GET());
	}

	private HttpRequest.Builder request(String rest) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator" + rest));
	}

	private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
