package dev.corral.internal.scope;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A launcher in real time. When it is closed, no task, scope, slot or deadline may be
 * left.
 */
final class ScopeFixture {

	static final Duration LONG = Duration.ofSeconds(30);

	final CountDownLatch never = new CountDownLatch(1);

	final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(Duration.ZERO));

	void close() {
		this.never.countDown();
		this.corral.close();
		assertThat(Parts.of(this.corral).admission().all().taken()).isZero();
		assertThat(Parts.of(this.corral).deadlines().size()).isZero();
		assertThat(this.corral.monitor().openScopes()).isZero();
		assertThat(this.corral.counts().launched()).isEqualTo(this.corral.counts().settled());
	}

	static void nothing() {
	}

}
