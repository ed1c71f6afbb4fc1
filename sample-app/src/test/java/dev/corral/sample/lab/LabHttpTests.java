package dev.corral.sample.lab;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import dev.corral.Corral;
import dev.corral.sample.shop.PanicLog;
import dev.corral.snapshot.RecentPanic;

import static org.assertj.core.api.Assertions.assertThat;

/** The laboratory of the running sample, with short thresholds. */
@Timeout(120)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "corral.max-live=500", "corral.leak.after=500ms", "corral.leak.check-interval=100ms",
				"corral.cancel-grace=200ms", "corral.shutdown-timeout=0s" })
class LabHttpTests {

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private final HttpClient client = HttpClient.newHttpClient();

	private final Corral corral;

	private final PanicLog panics;

	private final int port;

	@Autowired
	LabHttpTests(Corral corral, PanicLog panics, @Value("${local.server.port}") int port) {
		this.corral = corral;
		this.panics = panics;
		this.port = port;
	}

	static Stream<Arguments> leakingForms() {
		return LabTests.leakingForms();
	}

	static Stream<Arguments> endingForms() {
		return LabTests.endingForms();
	}

	@AfterEach
	void clearTheLab() throws Exception {
		send(HttpRequest.newBuilder(uri("/lab")).DELETE());
	}

	@Test
	void listTellsWhatHappensInEveryFormAndWhatFindsIt() throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/lab")).GET());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("[{\"name\":\"receive-without-send\",\"forms\":[{\"form\":\"leak\","
				+ "\"happens\":\"a task takes from a queue into which nobody puts\",\"foundBy\":\"STUCK\","
				+ "\"ends\":false},{\"form\":\"fixed\",\"happens\":\"somebody puts\",\"foundBy\":\"nothing\","
				+ "\"ends\":true},{\"form\":\"range\",");
		assertThat(Catalogue.names())
			.allSatisfy((name) -> assertThat(response.body()).containsOnlyOnce("{\"name\":\"" + name + "\""));
	}

	@ParameterizedTest
	@MethodSource("leakingForms")
	void leakingFormGetsItsVerdictAndStaysUntilTheLabIsCleared(String scenario, String form) throws Exception {
		HttpResponse<String> response = start(scenario, form);
		assertThat(response.statusCode()).isEqualTo(202);
		String reason = "\"reason\":\"" + foundBy(scenario, form) + "\"";
		while (!leakedTasks(scenario).contains(reason)) {
			Thread.onSpinWait();
		}
		send(HttpRequest.newBuilder(uri("/lab")).DELETE());
		if (!reason.contains("OVERDUE")) {
			untilGone(ids(response));
		}
	}

	@ParameterizedTest
	@MethodSource("endingForms")
	void endingFormEndsByItself(String scenario, String form) throws Exception {
		HttpResponse<String> response = start(scenario, form);
		assertThat(response.statusCode()).isEqualTo(202);
		untilGone(ids(response));
	}

	@Test
	void panicIsRecoveredToldAndRemembered() throws Exception {
		long before = this.panics.heard();
		assertThat(start("panic", "leak").statusCode()).isEqualTo(202);
		Trial.until(() -> this.panics.heard() == before + 1);
		RecentPanic panic = this.corral.recentPanics().get(0);
		assertThat(panic.exception()).isEqualTo("java.lang.ArrayIndexOutOfBoundsException");
		assertThat(panic.launchSite().fileName()).isEqualTo("BusyScenarios.java");
		assertThat(panic.stack().get(0).getFileName()).isEqualTo("BusyScenarios.java");
	}

	@Test
	void stormLeavesTheServiceAliveAndTheNextLaunchRefused() throws Exception {
		long before = this.corral.counts().rejected();
		assertThat(start("infinite-loop", "storm").statusCode()).isEqualTo(202);
		Trial.until(() -> this.corral.counts().rejected() > before);
		HttpResponse<String> response = start("receive-without-send", "leak");
		while (response.statusCode() == 202) {
			response = start("receive-without-send", "leak");
		}
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("max-live", "DELETE /lab makes room");
		send(HttpRequest.newBuilder(uri("/lab")).DELETE());
		Trial.until(() -> this.corral.counts("infinite-loop").live() == 0);
		assertThat(start("receive-without-send", "fixed").statusCode()).isEqualTo(202);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			unheard-of     | leak   | 404 | receive-without-send
			panic          | storm  | 400 | [leak, fixed, own-handler, wild, caught]
			infinite-loop  | mended | 400 | of infinite-loop must be one of [leak, fixed, storm], but was
			""")
	void unknownScenarioAndFormAreRefused(String scenario, String form, int status, String says) throws Exception {
		HttpResponse<String> response = start(scenario, form);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(says);
	}

	private static String foundBy(String scenario, String form) {
		return Catalogue.find(scenario).flatMap((entry) -> entry.form(form)).orElseThrow().foundBy();
	}

	private String leakedTasks(String scenario) throws Exception {
		return send(HttpRequest.newBuilder(uri("/actuator/tasks?leaked=true&name=" + scenario)).GET()).body()
			.replaceAll("\"recent(Panics|Leaks)\":\\[.*", "");
	}

	private void untilGone(List<Long> ids) {
		Trial.until(() -> ids.stream().allMatch((id) -> this.corral.find(id).isEmpty()));
	}

	private static List<Long> ids(HttpResponse<String> response) {
		return NUMBER.matcher(response.body()).results().map(MatchResult::group).map(Long::valueOf).toList();
	}

	private HttpResponse<String> start(String scenario, String form) throws Exception {
		return send(HttpRequest.newBuilder(uri("/lab/" + scenario + "?form=" + form))
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
