package dev.corral.spring.boot.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.ThreadSnapshot;

/** An application and an HTTP client of its endpoints. No task outlives its test. */
@SpringBootTest(classes = OverHttp.Application.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=tasks,prometheus", "server.address=127.0.0.1",
				"corral.shutdown-timeout=0s" })
public abstract class OverHttp {

	protected final CountDownLatch release = new CountDownLatch(1);

	protected final Corral corral;

	private final HttpClient client = HttpClient.newHttpClient();

	protected final int port;

	protected OverHttp(Corral corral, int port) {
		this.corral = corral;
		this.port = port;
	}

	@AfterEach
	public void quiet() {
		this.release.countDown();
		while (this.corral.monitor().count(TaskFilter.all()) > 0) {
			Thread.onSpinWait();
		}
	}

	@CanIgnoreReturnValue
	public Task<?> running(String name) throws InterruptedException {
		return running(this.corral.task(name), this.release::await);
	}

	@CanIgnoreReturnValue
	public Task<?> running(TaskSpec spec, TaskBody body) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> task = spec.launch(() -> {
			begun.countDown();
			body.run();
		});
		begun.await();
		while (this.corral.monitor().find(task.id()).map(OverHttp::state).orElseThrow() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		return task;
	}

	private static Thread.State state(TaskSnapshot task) {
		ThreadSnapshot thread = task.thread();
		return (thread != null) ? thread.state() : Thread.State.TERMINATED;
	}

	public HttpResponse<String> get(String rest, String accept) throws Exception {
		return send(HttpRequest.newBuilder(uri("/tasks" + rest)).header("Accept", accept).GET());
	}

	public HttpResponse<String> post(String rest) throws Exception {
		return send(HttpRequest.newBuilder(uri("/tasks" + rest)).POST(HttpRequest.BodyPublishers.noBody()));
	}

	public int delete(String rest) throws Exception {
		return send(HttpRequest.newBuilder(uri("/tasks" + rest)).DELETE()).statusCode();
	}

	public HttpResponse<String> ask(String method, String rest, Map<String, String> headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri("/tasks" + rest))
			.method(method, HttpRequest.BodyPublishers.noBody());
		headers.forEach(request::header);
		return send(request);
	}

	public String scrape() throws Exception {
		return send(HttpRequest.newBuilder(uri("/prometheus")).GET()).body();
	}

	private URI uri(String rest) {
		return URI.create("http://127.0.0.1:" + this.port + "/actuator" + rest);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
