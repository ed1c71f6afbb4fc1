package dev.corral.spring.boot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.DispatcherHandler;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class TaskProfileWebFluxTests extends TaskProfileOverHttp {

	private final ApplicationContext context;

	@Autowired
	TaskProfileWebFluxTests(Corral corral, @Value("${local.server.port}") int port, ApplicationContext context) {
		super(corral, port);
		this.context = context;
	}

	@Test
	void servedByWebFlux() {
		assertThat(this.context.getBeansOfType(DispatcherHandler.class)).isNotEmpty();
	}

}
