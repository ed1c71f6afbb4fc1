package dev.corral.internal.limit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.corral.CancellationScope;
import dev.corral.Limits;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSettings;
import dev.corral.internal.scope.Scope;
import dev.corral.monitor.Counts;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Limits of name, scope and launcher, and which launches they reject. */
class AdmissionTests {

	private final LimitedEngines engines = new LimitedEngines();

	@AfterEach
	void nothingIsLeft() {
		this.engines.close();
	}

	@Test
	void rejectsAtTheLaunchersLimitNamingItLiveCountAndProperty() throws Exception {
		Engine engine = this.engines.open((config) -> config.withMaxLive(1));
		engine.running("first", engine::hold);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> engine.corral.launch("second", engine::hold))
			.withMessageContainingAll("\"second\"", "1 task is live", "the limit is 1", "corral.max-live");
		assertThat(engine.corral.monitor().counts("second").rejected()).isEqualTo(1);
	}

	@Test
	void rejectsAtTheLimitOfANameAndLeavesOtherNamesAlone() throws Exception {
		Engine engine = this.engines
			.open((config) -> config.withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(1))));
		engine.running("mail", engine::hold);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> engine.corral.launch("mail", engine::hold))
			.withMessageContainingAll("\"mail\"", "1 task of this name is live", "corral.tasks.mail.max-live");
		engine.running("other", engine::hold);
		assertThat(Parts.of(engine.corral).admission().all().taken()).isEqualTo(2);
	}

	@Test
	void everySlotIsGivenBackWhenALaterLimitRefuses() throws Exception {
		Engine engine = this.engines.open(
				(config) -> config.withMaxLive(1).withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(5))));
		engine.running("first", engine::hold);
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.failFast().limit(5));
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> scope.launch("mail", engine::hold))
				.withMessageContaining("corral.max-live");
		}
		Limiter ofScope = ((Scope) scope).limiter();
		assertThat(ofScope).isNotNull().extracting(Limiter::taken).isEqualTo(0);
		Parts.of(engine.corral).registry().limiters((limiter) -> assertThat(limiter.taken()).isZero());
		scope.close();
	}

	@Test
	void tryLaunchIsEmptyWhenFullAndCountedDeclinedButThrowsWhenClosed() throws Exception {
		Engine engine = this.engines.waiting(1);
		engine.running("first", engine::hold);
		assertThat(engine.corral.task("second").tryLaunch(engine::hold)).isEmpty();
		assertThat(engine.corral.task("second").tryCall(() -> 1)).isEmpty();
		assertThat(engine.corral.monitor().counts("second").declined()).isEqualTo(2);
		assertThat(engine.corral.monitor().counts("second").rejected()).isZero();
		engine.corral.limits(Limits.unchanged().withMaxLive(2));
		Optional<Task<Integer>> task = engine.corral.task("second").tryCall(() -> 1);
		assertThat(task).isPresent();
		assertThat(task.orElseThrow().join()).isEqualTo(1);
		CancellationScope scope = engine.corral.openScope("closed");
		scope.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> scope.task("third").tryLaunch(engine::hold));
	}

	@Test
	void limitsChangeWhileRunningAndLoweringEndsNothing() throws Exception {
		Engine engine = this.engines.waiting(0);
		engine.running("mail", engine::hold);
		engine.running("mail", engine::hold);
		engine.corral.limits(Limits.unchanged().withMaxLive(1).withMaxLive("mail", 1));
		assertThat(engine.corral.monitor().maxLive()).isEqualTo(1);
		assertThat(engine.corral.counts().live()).isEqualTo(2);
		assertThat(engine.corral.task("mail").tryLaunch(engine::hold)).isEmpty();
		Launching third = Launching.aside(engine, () -> engine.corral.launch("mail", engine::hold));
		engine.corral.limits(Limits.unchanged().withMaxLive("mail", 3));
		Engine.until(() -> engine.corral.monitor().launchesWaiting() == 1);
		engine.corral.limits(Limits.unchanged().withMaxLive(3));
		third.assertReturned();
		Counts counts = engine.corral.monitor().counts("mail");
		assertThat(counts.live() + counts.queued()).isEqualTo(3);
	}

	@Test
	void limitForANameWithoutCountersOfItsOwnIsRefused() {
		Engine engine = this.engines.open((config) -> config.withMaxNames(1));
		engine.corral.launch("known", () -> {
		});
		assertThatIllegalArgumentException()
			.isThrownBy(() -> engine.corral.limits(Limits.unchanged().withMaxLive("late", 3)))
			.withMessageContainingAll("'name'", "\"late\"", "corral.max-names");
	}

	@Test
	void limitsOfNameScopeAndLauncherHoldTogether() throws Exception {
		Engine engine = this.engines.open(
				(config) -> config.withMaxLive(4).withTaskSettings(Map.of("mail", TaskSettings.none().withMaxLive(2))));
		CancellationScope scope = engine.corral.openScope("limited", ScopeConfig.supervise().limit(3));
		engine.running(scope.task("mail"), engine::hold);
		engine.running(scope.task("mail"), engine::hold);
		assertThat(scope.task("mail").tryLaunch(engine::hold)).as("name").isEmpty();
		engine.running(scope.task("print"), engine::hold);
		assertThat(scope.task("print").tryLaunch(engine::hold)).as("scope").isEmpty();
		engine.running("print", engine::hold);
		assertThat(engine.corral.task("print").tryLaunch(engine::hold)).as("launcher").isEmpty();
		engine.release.countDown();
		scope.close();
	}

}
