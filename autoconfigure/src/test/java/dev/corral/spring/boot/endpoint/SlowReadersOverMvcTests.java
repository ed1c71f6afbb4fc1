package dev.corral.spring.boot.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class SlowReadersOverMvcTests extends SlowReaders {

	@Autowired
	SlowReadersOverMvcTests(Corral corral, @Value("${local.server.port}") int port, AtomicInteger written)
			throws InterruptedException {
		super(corral, port, written);
	}

}
