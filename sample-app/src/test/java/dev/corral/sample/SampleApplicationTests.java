package dev.corral.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = { "shop.slow=0",
		"shop.failing=0", "shop.latency=2ms", "shop.deadline=30s", "corral.shutdown-timeout=0s" })
class SampleApplicationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	private final Corral corral;

	private final int port;

	@Autowired
	SampleApplicationTests(Corral corral, @Value("${local.server.port}") int port) {
		this.corral = corral;
		this.port = port;
	}

	@Test
	void checkoutSellsAndSendsAReceipt() throws Exception {
		long before = this.corral.monitor().counts("send-receipt").succeeded();
		HttpResponse<String> response = checkout("{\"items\":[\"apple\"],\"quantity\":1}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"sold\"");
		until(() -> this.corral.monitor().counts("send-receipt").succeeded() == before + 1);
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

	private HttpResponse<String> checkout(String order) throws Exception {
		return send(HttpRequest.newBuilder(uri("/checkout"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(order)));
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
