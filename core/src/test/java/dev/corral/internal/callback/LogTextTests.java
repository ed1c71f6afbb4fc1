package dev.corral.internal.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.event.TaskEvent;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.platform.Guarded;
import dev.corral.internal.registry.LaunchOrigin;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskHandle;
import dev.corral.internal.task.TaskOptions;
import dev.corral.monitor.LaunchSite;
import dev.corral.testing.Engine;
import dev.corral.testing.LogOfCorral;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that users name breaks a line of the log. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogTextTests {

	private static final LaunchSite HOSTILE = new LaunchSite("com.acme.A\nB", "pay\u001b[31m", "A\r.java", 1);

	private static final String ESCAPED = "com.acme.A\\nB.pay\\u001b[31m(A\\r.java:1)";

	private final LogOfCorral log = new LogOfCorral();

	@AfterEach
	void endListening() {
		this.log.close();
	}

	@Test
	void launchSiteOfAPanicIsEscaped() {
		try (Engine engine = new Engine()) {
			CorralParts parts = Parts.of(engine.corral);
			SupervisedTask<?> task = new TaskHandle<>(parts.registry().stats("x").counters(),
					new LaunchOrigin("x", HOSTILE), TaskOptions.DEFAULTS, 0, null, null);
			parts.panics().report(task, new IllegalStateException("planted"), false);
		}
		assertThat(this.log.messages(Level.ERROR)).singleElement().asString().endsWith("launched by " + ESCAPED);
	}

	@Test
	void eventThatAListenerFailsOnIsEscaped() throws Exception {
		try (Engine engine = new Engine((config) -> config.withListeners(List.of((event) -> {
			if (event instanceof TaskEvent.Started) {
				throw new IllegalStateException("planted");
			}
		})))) {
			assertThat(engine.corral.launch("a\nb", Guarded::nothing).awaitSettled(Duration.ofDays(1))).isTrue();
		}
		assertThat(this.log.messages(Level.ERROR)).singleElement()
			.asString()
			.contains("name=a\\nb")
			.doesNotContain("\n");
	}

}
