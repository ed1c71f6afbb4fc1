package dev.corral.spring.boot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.spring.boot.testing.OverHttp;

import static org.assertj.core.api.Assertions.assertThat;

/** What the endpoint lets happen by default. */
class ReadOnlyTasksEndpointTests extends OverHttp {

	@Autowired
	ReadOnlyTasksEndpointTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	@Test
	void tasksAreShown() throws Exception {
		Task<?> task = running("send-mail");
		assertThat(get("/" + task.id(), "*/*").statusCode()).isEqualTo(200);
	}

	@Test
	void nothingIsCancelledAndNoCollectionIsMade() throws Exception {
		Task<?> task = running("send-mail");
		assertThat(post("/leaks").statusCode()).isEqualTo(405);
		assertThat(delete("/" + task.id())).isEqualTo(405);
		assertThat(task.isCancelled()).isFalse();
	}

}
