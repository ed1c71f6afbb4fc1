package dev.corral;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.dump.Grouping;
import dev.corral.dump.ProfileStack;
import dev.corral.monitor.TaskFilter;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Every bad argument is refused by name, value and what is allowed; nothing is lost. */
@NullUnmarked
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTests {

	private static final Duration NEGATIVE = Duration.ofSeconds(-1);

	private static final TaskBody BODY = () -> {
	};

	private final Engine engine = new Engine();

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
	}

	static Stream<Arguments> refused() {
		return Stream.of(
				launcher("null name", "'name' must not be null or blank, but was null",
						(corral, scope) -> corral.launch(null, BODY)),
				launcher("empty name", "'name' must not be null or blank, but was \"\"",
						(corral, scope) -> corral.launch("", BODY)),
				launcher("blank name", "'name' must not be null or blank, but was \"\\n\\t \"",
						(corral, scope) -> scope.launch("\n\t ", BODY)),
				launcher("null body", "'body' must not be null", (corral, scope) -> corral.launch("task", null)),
				launcher("null callable", "'body' must not be null", (corral, scope) -> scope.call("task", null)),
				launcher("null spec name", "'name' must not be null or blank, but was null",
						(corral, scope) -> ignore(corral.task(null))),
				launcher("null timeout", "'timeout' must not be null",
						(corral, scope) -> ignore(corral.task("task").timeout(null))),
				launcher("zero timeout", "'timeout' must be positive, but was PT0S",
						(corral, scope) -> ignore(corral.task("task").timeout(Duration.ZERO))),
				launcher("negative timeout", "'timeout' must not be negative, but was PT-1S",
						(corral, scope) -> ignore(corral.task("task").timeout(NEGATIVE))),
				launcher("negative leakAfter", "'leakAfter' must not be negative, but was PT-1S",
						(corral, scope) -> ignore(corral.task("task").leakAfter(NEGATIVE))),
				launcher("null handler", "'handler' must not be null",
						(corral, scope) -> ignore(corral.task("task").recoverWith(null))),
				launcher("null scope name", "'name' must not be null or blank, but was null",
						(corral, scope) -> corral.openScope(null)),
				launcher("null scope config", "'config' must not be null",
						(corral, scope) -> scope.openScope("scope", null)),
				launcher("null reason", "'reason' must not be null", (corral, scope) -> scope.cancel(null)),
				launcher("null callback", "'callback' must not be null", (corral, scope) -> scope.onCancel(null)),
				launcher("null filter", "'filter' must not be null",
						(corral, scope) -> ignore(corral.monitor().tasks(null))),
				launcher("null filter of groups", "'filter' must not be null",
						(corral, scope) -> ignore(corral.dumps().groups(null, Grouping.EXACT))),
				launcher("null filter of a profile", "'filter' must not be null",
						(corral, scope) -> ignore(corral.dumps().profile(null, ProfileStack.THREAD))),
				launcher("null stack of a profile", "'stack' must not be null",
						(corral, scope) -> ignore(corral.dumps().profile(TaskFilter.all(), null))),
				launcher("null grouping", "'grouping' must not be null",
						(corral, scope) -> ignore(corral.dumps().groups(TaskFilter.all(), null))),
				launcher("null glob", "'name' must not be null",
						(corral, scope) -> ignore(TaskFilter.all().withName(null))),
				launcher("negative minAge", "'minAge' must not be negative, but was PT-1S",
						(corral, scope) -> ignore(TaskFilter.all().withMinAge(NEGATIVE))),
				config("maxLive", "'maxLive' must not be negative, but was -1", (config) -> config.withMaxLive(-1)),
				config("maxNames", "'maxNames' must be positive, but was -1", (config) -> config.withMaxNames(-1)),
				config("defaultTimeout", "'defaultTimeout' must not be negative, but was PT-1S",
						(config) -> config.withDefaultTimeout(NEGATIVE)),
				config("cancelGrace", "'cancelGrace' must not be negative, but was PT-1S",
						(config) -> config.withCancelGrace(NEGATIVE)),
				config("shutdownTimeout", "'shutdownTimeout' must not be negative, but was PT-1S",
						(config) -> config.withShutdownTimeout(NEGATIVE)),
				config("leakAfter", "'leakAfter' must be positive, but was PT0S",
						(config) -> config.withLeakAfter(Duration.ZERO)),
				config("checkInterval", "'checkInterval' must be positive, but was PT0S",
						(config) -> config.withCheckInterval(Duration.ZERO)),
				config("recent", "'recent' must not be negative, but was -1", (config) -> config.withRecent(-1)),
				config("launchSite", "'launchSite' must not be null", (config) -> config.withLaunchSite(null)),
				config("handlers", "'recoveryHandlers' must not be null",
						(config) -> config.withRecoveryHandlers(null)),
				config("listeners", "'listeners' must not be null", (config) -> config.withListeners(null)),
				config("settings", "'taskSettings' must not be null", (config) -> config.withTaskSettings(null)),
				config("a null listener", "'listeners' must not contain null",
						(config) -> config.withListeners(Collections.singletonList(null))),
				config("a null handler", "'recoveryHandlers' must not contain null",
						(config) -> config.withRecoveryHandlers(Collections.singletonList(null))),
				config("a null carrier", "'contextCarriers' must not contain null",
						(config) -> config.withContextCarriers(Collections.singletonList(null))),
				config("a blank name in settings", "'name' must not be null or blank, but was \" \"",
						(config) -> config.withTaskSettings(Map.of(" ", TaskSettings.none()))),
				config("null settings of a name", "'taskSettings[mail]' must not be null",
						(config) -> config.withTaskSettings(Collections.singletonMap("mail", null))),
				launcher("null executor name", "'name' must not be null or blank, but was null",
						(corral, scope) -> ignore(corral.openExecutor(null))),
				launcher("null restart policy", "'restart' must not be null",
						(corral, scope) -> ignore(corral.task("task").restart(null))),
				launcher("null retry predicate", "'predicate' must not be null",
						(corral, scope) -> ignore(RestartPolicy.forever().retryIf(null))),
				launcher("null fixed delay", "'delay' must not be null",
						(corral, scope) -> ignore(RestartPolicy.forever().fixedDelay(null))),
				launcher("negative attempt timeout", "'timeout' must not be negative, but was PT-1S",
						(corral, scope) -> ignore(RestartPolicy.forever().attemptTimeout(NEGATIVE))),
				launcher("null limits", "'limits' must not be null", (corral, scope) -> corral.limits(null)),
				launcher("negative limit", "'maxLive' must not be negative, but was -1",
						(corral, scope) -> ignore(Limits.unchanged().withMaxLive("mail", -1))),
				launcher("zero scope limit", "'limit' must be positive, but was 0",
						(corral, scope) -> ignore(ScopeConfig.failFast().limit(0))),
				launcher("null thread local", "'local' must not be null",
						(corral, scope) -> ignore(ContextCarrier.of(null))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refused(String what, String message, BiConsumer<Corral, CancellationScope> input) {
		try (CancellationScope scope = this.engine.corral.openScope("scope")) {
			assertThatIllegalArgumentException().isThrownBy(() -> input.accept(this.engine.corral, scope))
				.withMessage(message);
			assertThat(scope.isCancelled()).isFalse();
		}
	}

	@Test
	void moreSettingsThanNamesAreRefused() {
		CorralConfig config = CorralConfig.defaults()
			.withMaxNames(1)
			.withTaskSettings(Map.of("one", TaskSettings.none(), "two", TaskSettings.none()));
		assertThatIllegalArgumentException().isThrownBy(() -> Corral.create(config))
			.withMessageContaining("'taskSettings' must name at most 1 task ('maxNames'")
			.withMessageContaining("but named 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "\u001b[31mred\u001b[0m", "<script>alert(1)</script>", "\u0000",
			"naïve 任务 😀", "a\ud800b" })
	void oddNamesAreKeptAndRenderedSafely(String name) throws Exception {
		Task<?> task = this.engine.running(name, this.engine::hold);
		assertThat(task.name()).isEqualTo(name);
		assertThat(task.toString().chars()).noneMatch((unit) -> unit < ' ');
		StringBuilder dump = new StringBuilder();
		this.engine.corral.dumps().write(TaskFilter.all(), 10, dump);
		assertThat(dump.toString().chars()).noneMatch((unit) -> unit < ' ' && unit != '\n' && unit != '\t');
	}

	@Test
	void namesOfTenThousandCharactersAreCut() throws Exception {
		Task<?> task = this.engine.running("n".repeat(10_000), this.engine::hold);
		assertThat(task.name()).hasSize(256).endsWith("…");
		try (CancellationScope scope = this.engine.corral.openScope("s".repeat(10_000))) {
			assertThat(this.engine.corral.monitor().scopes().get(0).path()).hasSize(261);
			scope.cancel("enough");
		}
	}

	@Test
	void enormousDurationsAreTakenAsVeryLong() throws Exception {
		Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
		Task<?> task = this.engine.running(this.engine.corral.task("patient").timeout(forever).leakAfter(forever),
				this.engine::hold);
		this.engine.time.advance(Duration.ofDays(1));
		assertThat(task.isDone()).isFalse();
		assertThat(task.awaitSettled(Duration.ZERO)).isFalse();
	}

	private static void ignore(Object ignored) {
		assertThat(ignored).isNotNull();
	}

	private static Arguments launcher(String what, String message, BiConsumer<Corral, CancellationScope> input) {
		return Arguments.of(what, message, input);
	}

	private static Arguments config(String what, String message, UnaryOperator<CorralConfig> input) {
		BiConsumer<Corral, CancellationScope> wrapped = (corral, scope) -> ignore(input.apply(CorralConfig.defaults()));
		return Arguments.of("config " + what, message, wrapped);
	}

}
