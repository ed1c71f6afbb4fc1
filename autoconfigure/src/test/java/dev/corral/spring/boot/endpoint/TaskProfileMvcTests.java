package dev.corral.spring.boot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.DispatcherServlet;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class TaskProfileMvcTests extends TaskProfileOverHttp {

	private final ApplicationContext context;

	@Autowired
	TaskProfileMvcTests(Corral corral, @Value("${local.server.port}") int port, ApplicationContext context) {
		super(corral, port);
		this.context = context;
	}

	@Test
	void servedByMvc() {
		assertThat(this.context.getBeansOfType(DispatcherServlet.class)).isNotEmpty();
	}

}
