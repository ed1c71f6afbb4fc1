package dev.corral.spring.boot.endpoint;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.spring.boot.testing.OverHttp;
import dev.corral.spring.boot.testing.ResponseForm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the endpoint can be asked where Jersey carries it, which Spring Boot has it do
 * only where Spring MVC is not on the class path.
 */
class TasksOverJerseyTests {

	private final WebApplicationContextRunner application = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("server.port=0", "server.address=127.0.0.1", "corral.shutdown-timeout=0s",
				"management.endpoints.web.exposure.include=tasks", "management.endpoint.tasks.access=UNRESTRICTED");

	private void run(Questions questions) {
		this.application.run((context) -> {
			AnnotationConfigServletWebServerApplicationContext server = (AnnotationConfigServletWebServerApplicationContext) context
				.getSourceApplicationContext();
			OverHttp http = new OverHttp(context.getBean(Corral.class),
					Objects.requireNonNull(server.getWebServer()).getPort()) {

			};
			questions.ask(http);
			http.quiet();
		});
	}

	private static HttpResponse<String> check(OverHttp http, String rest, String accept, int status, ResponseForm form)
			throws Exception {
		HttpResponse<String> response = http.get(rest, accept);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		form.check(response);
		return response;
	}

	@Test
	void dumpsAreStreamedInEachFormatAndReleaseTheirPermits() {
		run((http) -> {
			http.running("send-mail");
			for (int i = 0; i < 2 * DumpPermits.AT_ONCE; i++) {
				assertThat(check(http, "?limit=all", "application/json", 200, ResponseForm.TASKS).body())
					.contains("\"name\":\"send-mail\"", "\"total\":1,\"shown\":1");
				check(http, "?view=grouped", "application/json", 200, ResponseForm.GROUPS);
				check(http, "?view=scopes", "application/json", 200, ResponseForm.SCOPES);
				assertThat(check(http, "", "text/plain", 200, ResponseForm.TEXT).body()).endsWith("\nshown 1 of 1\n");
				check(http, "?view=grouped", "text/plain", 200, ResponseForm.GROUPS_TEXT);
			}
		});
	}

	@Test
	void oneTaskAsJsonAndAsText() {
		run((http) -> {
			Task<?> task = http.running("send-mail");
			assertThat(check(http, "/" + task.id(), "application/json", 200, ResponseForm.TASK).body())
				.contains("\"launchedAt\":\"2", "\"deadline\":null", "\"samples\":[{\"times\":");
			check(http, "/" + task.id() + "?samples=2", "text/plain", 200, ResponseForm.TASK_TEXT);
			assertThat(http.get("/999999999", "application/json").statusCode()).isEqualTo(404);
		});
	}

	@Test
	void badInputIsNamed() {
		run((http) -> {
			check(http, "?limit=%3Cscript%3E", "application/json", 400, ResponseForm.BAD);
			check(http, "?limit=%0A", "text/plain", 400, ResponseForm.BAD_TEXT);
			check(http, "/abc", "application/json", 400, ResponseForm.BAD);
			assertThat(http.get("?limit=1&limit=2", "application/json").statusCode()).isEqualTo(400);
		});
	}

	@Test
	void cancellingAndProofs() {
		run((http) -> {
			Task<?> task = http.running("send-mail");
			assertThat(http.delete("/" + task.id())).isEqualTo(204);
			assertThat(http.delete("/999999999")).isEqualTo(404);
			HttpResponse<String> proved = http.ask("POST", "/leaks", Map.of());
			assertThat(proved.statusCode()).isEqualTo(200);
			ResponseForm.PROVED.check(proved);
		});
	}

	/** What is asked of an application. */
	private interface Questions {

		void ask(OverHttp http) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ResourceConfig resourceConfig() {
			return new ResourceConfig();
		}

	}

}
