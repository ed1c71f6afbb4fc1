package dev.corral.spring.boot.endpoint;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class TasksOverWebFluxTests extends TasksContract {

	@Autowired
	TasksOverWebFluxTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	// The response is never read and keeps its permit for ten seconds: ask only once
	@Test
	void askedForARangeOfAStreamTheFrameworkRefuses() throws Exception {
		assertThat(ask("GET", "", Map.of("Range", "bytes=0-9")).statusCode()).isEqualTo(416);
	}

}
