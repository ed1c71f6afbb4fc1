package dev.corral.spring.boot.endpoint;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;
import dev.corral.spring.boot.testing.ResponseForm;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class TasksOverMvcTests extends TasksContract {

	@Autowired
	TasksOverMvcTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	@Test
	void askedForARangeItAnswersInFull() throws Exception {
		for (int i = 0; i < 2 * DumpPermits.AT_ONCE; i++) {
			HttpResponse<String> response = ask("GET", "", Map.of("Range", "bytes=0-9"));
			assertThat(response.statusCode()).isEqualTo(200);
			ResponseForm.TASKS.check(response);
		}
	}

}
