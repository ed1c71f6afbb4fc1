package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.Limits;
import dev.corral.Task;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Launches that find the limit of the launcher reached, one after the other. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalTests {

	private final Engine engine = new Engine((config) -> config.withMaxLive(2));

	private final CountDownLatch first = new CountDownLatch(1);

	@BeforeEach
	void fill() throws InterruptedException {
		this.engine.running("first", this.first::await);
		this.engine.running("second", this.engine::hold);
		assertRefused(2);
	}

	@AfterEach
	void close() {
		this.engine.close();
	}

	private void assertRefused(int limit) {
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.engine.corral.launch("more", this.engine::hold))
			.withMessage("task \"more\" was not launched: %d tasks are live, the limit is %d "
					+ "(maxLive, property corral.max-live)", limit, limit);
	}

	// To count is to take the lock of every stripe: a launch that does it waits
	@Test
	void launchThatIsRefusedAfterAnotherCountsNothing() throws Exception {
		CompletableFuture<Void> refused = new CompletableFuture<>();
		Thread launching = Thread.ofPlatform().unstarted(() -> {
			assertRefused(2);
			assertThat(this.engine.corral.task("more").tryLaunch(this.engine::hold)).isEmpty();
			refused.complete(null);
		});
		List<Stripe> others = stripesOfOthers(launching);
		others.forEach((stripe) -> stripe.lock.lock());
		try {
			launching.start();
			refused.get();
		}
		finally {
			others.forEach((stripe) -> stripe.lock.held = 0);
		}
		assertThat(this.engine.corral.counts().rejected()).isEqualTo(2);
	}

	private List<Stripe> stripesOfOthers(Thread launching) {
		Stripe[] all = Parts.of(this.engine.corral).registry().stripes();
		List<Stripe> others = new ArrayList<>(List.of(all));
		others.remove((int) launching.threadId() & (all.length - 1));
		return others;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void slotOfATaskThatIsGoneIsFoundByTheNextLaunch(boolean old) throws Exception {
		if (old) {
			Stream.of(Parts.of(this.engine.corral).registry().stripes())
				.forEach((stripe) -> stripe.age(Long.MAX_VALUE));
			assertRefused(2);
		}
		this.first.countDown();
		Engine.until(() -> this.engine.corral.counts().settled() == 1);
		Task<?> more = this.engine.corral.launch("more", this.engine::hold);
		assertThat(more.isDone()).isFalse();
		assertRefused(2);
	}

	@Test
	void onlyTenRefusalsASecondHaveAStackTrace() throws Exception {
		this.engine.time.advance(Engine.SECOND);
		for (int i = 0; i < 10; i++) {
			assertThat(refusal().getStackTrace()).isNotEmpty();
		}
		assertThat(refusal().getStackTrace()).isEmpty();
		this.engine.time.advance(Engine.SECOND);
		assertThat(refusal().getStackTrace()).isNotEmpty();
	}

	@Test
	void refusalWithoutAStackTraceHasTheSameMessage() {
		List<String> messages = Stream.generate(() -> refusal().getMessage()).limit(20).distinct().toList();
		assertThat(messages).containsExactly("task \"more\" was not launched: 2 tasks are live, the limit is 2 "
				+ "(maxLive, property corral.max-live)");
	}

	private RejectedExecutionException refusal() {
		return catchThrowableOfType(RejectedExecutionException.class,
				() -> this.engine.corral.launch("more", this.engine::hold));
	}

	@Test
	void raisedLimitIsFoundByTheNextLaunch() {
		this.engine.corral.limits(Limits.unchanged().withMaxLive(3));
		assertThat(this.engine.corral.launch("more", this.engine::hold).isDone()).isFalse();
		assertRefused(3);
	}

	@Test
	void slotOfALaunchThatFailsIsFoundByTheNext() {
		this.engine.corral.limits(Limits.unchanged().withMaxLive(3));
		this.engine.time.faults().duringLaunch(() -> {
			assertRefused(3);
			throw new IllegalStateException("planted");
		});
		assertThatIllegalStateException().isThrownBy(() -> this.engine.corral.launch("more", this.engine::hold))
			.withMessage("planted");
		this.engine.time.faults().duringLaunch(() -> {
		});
		assertThat(this.engine.corral.launch("more", this.engine::hold).isDone()).isFalse();
	}

	@Test
	void messageCountsTasksAboveTheLimit() {
		this.engine.corral.limits(Limits.unchanged().withMaxLive(1));
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.engine.corral.launch("more", this.engine::hold))
			.withMessageContaining("2 tasks are live, the limit is 1");
	}

}
