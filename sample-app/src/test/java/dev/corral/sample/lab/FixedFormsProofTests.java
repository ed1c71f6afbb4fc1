package dev.corral.sample.lab;

import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;

/** The mended forms in proof mode. */
@Tag("proof")
@TestPropertySource(properties = { "corral.leak.prove-unreachable=true", "corral.leak.after=5s" })
class FixedFormsProofTests extends FixedFormsOverHttp {

	@Autowired
	FixedFormsProofTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

}
