package dev.corral.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import dev.corral.Corral;
import dev.corral.TaskFilter;
import dev.corral.sample.shop.PanicLog;
import dev.corral.snapshot.RecentPanic;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "shop.slow=0", "shop.failing=0", "shop.latency=2ms", "shop.deadline=30s",
				"corral.shutdown-timeout=0s", "corral.cancel-grace=1s" })
class SampleApplicationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	private final Corral corral;

	private final PanicLog panics;

	private final int port;

	@Autowired
	SampleApplicationTests(Corral corral, PanicLog panics, @Value("${local.server.port}") int port) {
		this.corral = corral;
		this.panics = panics;
		this.port = port;
	}

	@AfterEach
	void clearTheLab() throws Exception {
		send(HttpRequest.newBuilder(uri("/lab")).DELETE());
	}

	@Test
	void checkoutSellsAndSendsAReceipt() throws Exception {
		long before = this.corral.counts("send-receipt").succeeded();
		HttpResponse<String> response = checkout("{\"items\":[\"apple\"],\"quantity\":1}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"sold\"");
		until(() -> this.corral.counts("send-receipt").succeeded() == before + 1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"items":[],"quantity":1}            | items
			{"quantity":1}                       | items
			{"items":["apple"],"quantity":0}     | quantity
			{"items":["apple"],"quantity":1001}  | quantity
			""")
	void badOrderIsRefusedByField(String order, String field) throws Exception {
		HttpResponse<String> response = checkout(order);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("'" + field + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "receive-without-send", "send-without-receive", "select-all-blocked", "never-initialised",
			"infinite-loop", "lock-never-released", "latch-miscounted", "outlives-scope" })
	void leakingFormStaysUntilTheLabIsCleared(String scenario) throws Exception {
		assertThat(start(scenario, "leak").statusCode()).isEqualTo(202);
		assertThat(this.corral.count(TaskFilter.all().withName(scenario))).isPositive();
		send(HttpRequest.newBuilder(uri("/lab")).DELETE());
		if (!scenario.equals("outlives-scope")) {
			untilGone(scenario);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "receive-without-send", "send-without-receive", "select-all-blocked", "never-initialised",
			"infinite-loop", "lock-never-released", "latch-miscounted", "ignores-interrupt", "panic" })
	void fixedFormEndsByItself(String scenario) throws Exception {
		assertThat(start(scenario, "fixed").statusCode()).isEqualTo(202);
		untilGone(scenario);
	}

	@Test
	void panicIsRecoveredToldAndRemembered() throws Exception {
		long before = this.panics.heard();
		assertThat(start("panic", "leak").statusCode()).isEqualTo(202);
		until(() -> this.panics.heard() == before + 1);
		RecentPanic panic = this.corral.recentPanics().get(0);
		assertThat(panic.exception()).isEqualTo("java.lang.ArrayIndexOutOfBoundsException");
		assertThat(panic.launchSite().fileName()).isEqualTo("BusyScenarios.java");
		assertThat(panic.stack().get(0).getFileName()).isEqualTo("BusyScenarios.java");
	}

	@Test
	void unknownScenarioAndForm() throws Exception {
		assertThat(start("unheard-of", "leak").statusCode()).isEqualTo(404);
		assertThat(start("panic", "storm").statusCode()).isEqualTo(400);
		assertThat(start("panic", "mended").statusCode()).isEqualTo(400);
	}

	private HttpResponse<String> start(String scenario, String form) throws Exception {
		return send(HttpRequest.newBuilder(uri("/lab/" + scenario + "?form=" + form))
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	private HttpResponse<String> checkout(String order) throws Exception {
		return send(HttpRequest.newBuilder(uri("/checkout"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(order)));
	}

	private void untilGone(String scenario) {
		until(() -> this.corral.count(TaskFilter.all().withName(scenario)) == 0);
	}

	private static void until(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
