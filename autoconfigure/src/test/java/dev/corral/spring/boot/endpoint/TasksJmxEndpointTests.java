package dev.corral.spring.boot.endpoint;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** The {@code taskdump} endpoint, asked through the MBean server. */
@ExtendWith(OutputCaptureExtension.class)
class TasksJmxEndpointTests {

	private static final int MAX_LENGTH = 1_000_000;

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final CountDownLatch release = new CountDownLatch(1);

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=taskdump",
				"corral.shutdown-timeout=0s");

	private static ObjectName name() throws Exception {
		return new ObjectName("org.springframework.boot:type=Endpoint,name=Taskdump");
	}

	private List<String> operations() throws Exception {
		return Arrays.stream(this.server.getMBeanInfo(name()).getOperations())
			.map(MBeanOperationInfo::getName)
			.toList();
	}

	private Object invoke(String operation) throws Exception {
		return this.server.invoke(name(), operation, new Object[0], new String[0]);
	}

	private void launch(Corral corral, CancellationScope scope, String name) throws Exception {
		launch(corral, scope, name, 0);
	}

	private void launch(Corral corral, CancellationScope scope, String name, int depth) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		scope.launch(name, () -> waitDeeply(begun, depth));
		begun.await();
		assertThat(corral.counts().live()).isPositive();
	}

	private void waitDeeply(CountDownLatch begun, int depth) throws InterruptedException {
		if (depth > 0) {
			waitDeeply(begun, depth - 1);
		}
		else {
			begun.countDown();
			this.release.await();
		}
	}

	@Test
	void readingAnswersWithTheGroupedDumpAndWritingIsAbsentByDefault() {
		this.application.run((context) -> {
			Corral corral = context.getBean(Corral.class);
			try (CancellationScope scope = corral.openScope("mails", ScopeConfig.supervise())) {
				launch(corral, scope, "send-mail");
				assertThat(operations()).containsExactly("dump");
				assertThat(invoke("dump")).asString()
					.startsWith("corral tasks: 1 live, 0 leaked, 1 scopes at ")
					.contains("1 task \"send-mail\" [", "\tat ", "launched by " + TasksJmxEndpointTests.class.getName())
					.endsWith("\nshown 1 of 1 in 1 of 1 group\n");
			}
		});
	}

	@Test
	void writingDumpsToTheLogWithUnrestrictedAccess(CapturedOutput output) {
		this.application.withPropertyValues("management.endpoint.taskdump.access=UNRESTRICTED").run((context) -> {
			Corral corral = context.getBean(Corral.class);
			try (CancellationScope scope = corral.openScope("mails", ScopeConfig.supervise())) {
				launch(corral, scope, "send-mail");
				assertThat(operations()).containsExactlyInAnyOrder("dump", "dumpToLog");
				assertThat(output).doesNotContain("Dump on demand");
				assertThat(invoke("dumpToLog")).isNull();
				assertThat(output).containsOnlyOnce("Dump on demand; corral tasks: 1 live")
					.contains("1 task \"send-mail\" [");
			}
		});
	}

	@Test
	void thereIsNothingWithoutAccess() {
		this.application.withPropertyValues("management.endpoint.taskdump.access=NONE").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.server.isRegistered(name())).isFalse();
		});
	}

	@Test
	void nothingIsThereWhenNotExposed() {
		this.application.withPropertyValues("management.endpoints.jmx.exposure.include=health").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.server.isRegistered(name())).isFalse();
		});
	}

	@Test
	void whatIsTooLongIsCutAndSaysSo() {
		this.application.run((context) -> {
			Corral corral = context.getBean(Corral.class);
			try (CancellationScope scope = corral.openScope("many", ScopeConfig.supervise())) {
				for (int i = 0; i < 100; i++) {
					launch(corral, scope, "task-" + i, 200);
				}
				String text = String.valueOf(invoke("dump"));
				assertThat(text).hasSize(MAX_LENGTH + "\ncut\n".length()).endsWith("\ncut\n");
			}
		});
	}

	@Test
	void moreGroupsThanAreShownAreANumber() {
		this.application.run((context) -> {
			Corral corral = context.getBean(Corral.class);
			try (CancellationScope scope = corral.openScope("many", ScopeConfig.supervise())) {
				for (int i = 0; i < 150; i++) {
					launch(corral, scope, "task-" + i);
				}
				assertThat(invoke("dump")).asString().contains("in 100 of 150 groups").hasSizeLessThan(MAX_LENGTH);
			}
		});
	}

	@Test
	void theOldJacksonIsEnough() {
		this.application.withClassLoader(new FilteredClassLoader("tools.jackson")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(invoke("dump")).asString().startsWith("corral tasks: 0 live");
		});
	}

	// Spring Boot exports no endpoint without one of them
	@Test
	void withoutAnyJacksonNothingIsExportedAndTheApplicationStarts() {
		this.application.withClassLoader(new FilteredClassLoader("tools.jackson", "com.fasterxml.jackson"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(TasksJmxEndpoint.class);
				assertThat(this.server.isRegistered(name())).isFalse();
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
