package dev.corral.sample.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import dev.corral.Corral;
import dev.corral.RestartPolicy;
import dev.corral.Task;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/runbook.md} has users look at first is asked of a sample that is in
 * such trouble, and shows it. A test bears the alert for its name.
 */
class RunbookDocumentTests extends DocumentOverHttp {

	private static final String MAIL = "send-mail";

	private static final String HERE = "dev\\.corral\\.sample\\.lab\\.RunbookDocumentTests\\.";

	private final Semaphore over = new Semaphore(0);

	private final List<Task<?>> launched = new ArrayList<>();

	@Autowired
	RunbookDocumentTests(Corral corral, @Value("${local.server.port}") int port) {
		super("runbook.md", corral, port);
	}

	@AfterEach
	void end() {
		this.over.release(this.launched.size());
		this.launched.forEach((task) -> Trial.until(() -> this.corral.monitor().find(task.id()).isEmpty()));
		this.launched.clear();
		this.over.drainPermits();
	}

	private long mail() {
		Task<?> task = this.corral.launch(MAIL, this::send);
		this.launched.add(task);
		return task.id();
	}

	/** It waits for ever, and hears no interrupt. */
	private void send() {
		this.over.acquireUninterruptibly();
	}

	private void panic(String message) {
		this.corral.launch(MAIL, () -> {
			throw new IllegalStateException(message);
		});
	}

	/** Asks until the answer is the one that is waited for. */
	private List<String> answer(Predicate<List<String>> wanted) throws Exception {
		return answer(command(), wanted);
	}

	private List<String> answer(String command, Predicate<List<String>> wanted) throws Exception {
		List<String> lines = this.document.run(command);
		while (!wanted.test(lines)) {
			lines = this.document.run(command);
		}
		return lines;
	}

	private static Predicate<List<String>> begins(String regex) {
		return (lines) -> !lines.isEmpty() && lines.get(0).matches(regex + ".*");
	}

	@Test
	void everyCommandIsTried() {
		assertThat(tried()).hasSize(11).doesNotHaveDuplicates();
		assertThat(this.document.sections()).filteredOn((section) -> !this.document.commands(section).isEmpty())
			.containsExactlyInAnyOrderElementsOf(tried());
	}

	@Test
	@DisplayName("CorralTasksLeaked")
	void verdictsWithWhoLaunchedAndWhereTheyStand() throws Exception {
		long id = mail();
		List<String> lines = answer((found) -> !found.isEmpty());
		assertThat(lines.get(0)).matches("STUCK  task " + id
				+ ", \\d+ s, waits for java\\.util\\.concurrent\\.Semaphore.*, launched by " + HERE + "mail\\(.*");
		assertThat(lines.get(1)).matches("    " + HERE + "send\\(.*");
	}

	@Test
	@DisplayName("CorralTaskLeakGrowing")
	void leakedTasksByPlace() throws Exception {
		for (int i = 0; i < 3; i++) {
			mail();
		}
		List<String> lines = answer(begins("3 STUCK"));
		assertThat(lines.get(0)).matches("3 STUCK  launched by " + HERE + "mail\\(.*");
		assertThat(lines.get(1)).matches("    " + HERE + "send\\(.*");
	}

	@Test
	@DisplayName("CorralTasksLiveGrowing")
	void liveTasksByPlace() throws Exception {
		for (int i = 0; i < 3; i++) {
			mail();
		}
		List<String> lines = answer(begins("3  RUNNING/WAITING  \\d+ to \\d+ s"));
		assertThat(lines.get(1)).matches("    " + HERE + "send\\(.*");
	}

	@Test
	@DisplayName("CorralTaskPanicked")
	void newestPanics() throws Exception {
		panic("no such mailbox");
		List<String> lines = answer(begins(".*no such mailbox"));
		assertThat(lines.get(0)).matches("\\d{4}-.*Z  task \\d+: java\\.lang\\.IllegalStateException: no such mailbox");
		assertThat(lines.get(1)).matches("    launched by " + HERE + "panic\\(.*");
		assertThat(lines.get(2)).matches("    " + HERE + "lambda\\$panic.*");
	}

	@Test
	@DisplayName("CorralTaskGaveUp")
	void lastPanicAndWhetherAnotherIsLive() throws Exception {
		RestartPolicy once = RestartPolicy.onPanic(1, Duration.ofMinutes(1)).fixedDelay(Duration.ofMillis(1));
		this.corral.task(MAIL).restart(once).launch(() -> {
			throw new IllegalStateException("no relay");
		});
		List<String> lines = answer((found) -> found.size() == 2 && found.get(1).endsWith("no relay")
				&& found.get(1).contains("attempt 2"));
		assertThat(lines.get(0)).isEqualTo("0 live");
		assertThat(lines.get(1))
			.matches("\\d{4}-.*Z  task \\d+, attempt 2: java\\.lang\\.IllegalStateException: no relay");
		assertThat(this.corral.monitor().counts(MAIL).gaveUp()).isPositive();
	}

	@Test
	@DisplayName("CorralTaskPanicRatioHigh")
	void panicsByWhatIsThrown() throws Exception {
		for (int i = 0; i < 4; i++) {
			panic("mailbox full");
		}
		List<String> lines = answer(begins("[45]  "));
		assertThat(lines.get(0))
			.matches("[45]  java\\.lang\\.IllegalStateException: .*  at " + HERE + "lambda\\$panic.*");
	}

	@Test
	@DisplayName("CorralTasksTimingOut")
	void whatTasksPastTheirTimeWaitFor() throws Exception {
		this.launched.add(this.corral.task(MAIL).timeout(Duration.ofMillis(200)).launch(this::send));
		List<String> lines = answer(begins("1  ENDING/WAITING  up to \\d+ s"));
		assertThat(lines.get(1)).matches("    " + HERE + "send\\(.*");
	}

	@Test
	@DisplayName("CorralTasksRejected")
	void whoTakesTheSlots() throws Exception {
		for (int i = 0; i < 3; i++) {
			mail();
		}
		assertThat(answer(begins("3 of 500"))).containsExactly("3 of 500", "3 " + MAIL);
	}

	@Test
	@DisplayName("CorralTasksSlow")
	void oldestFirst() throws Exception {
		long oldest = mail();
		long youngest = mail();
		List<String> lines = answer((found) -> found.toString().contains("task " + youngest + ","));
		assertThat(lines.get(0)).matches("task " + oldest + ", \\d+ s");
		assertThat(lines.get(1)).matches("    " + HERE + "send\\(.*");
	}

	@Test
	@DisplayName("CorralTasksStopped")
	void launchesAndWhatRuns() throws Exception {
		long id = mail();
		assertThat(this.commands).hasSize(2);
		assertThat(answer(this.commands.get(0), (lines) -> !lines.isEmpty())).singleElement()
			.asString()
			.matches("corral_tasks_launched_total\\{task=\"send-mail\"} [1-9]\\d*\\.0");
		assertThat(answer(this.commands.get(1), (lines) -> !lines.isEmpty())).singleElement()
			.asString()
			.matches("send-mail \\(task " + id + "\\), \\d+ s");
	}

	@Test
	@DisplayName("CorralMetricsMissing")
	void metersAndEndpointAreThere() throws Exception {
		assertThat(this.commands).hasSize(2);
		assertThat(this.document.run(this.commands.get(0))).singleElement().asString().matches("[1-9]\\d+");
		assertThat(this.document.run(this.commands.get(1))).containsExactly("200");
	}

}
