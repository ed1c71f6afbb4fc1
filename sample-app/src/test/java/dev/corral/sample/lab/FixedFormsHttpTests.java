package dev.corral.sample.lab;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;

/** The mended forms in suspicion mode. */
@TestPropertySource(properties = "corral.leak.after=5s")
class FixedFormsHttpTests extends FixedFormsOverHttp {

	@Autowired
	FixedFormsHttpTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

}
