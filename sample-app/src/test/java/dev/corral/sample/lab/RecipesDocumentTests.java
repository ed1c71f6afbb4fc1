package dev.corral.sample.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/recipes.md} has users type is typed here, and answers what it says. A
 * test bears the question for its name.
 */
class RecipesDocumentTests extends DocumentOverHttp {

	private static final String RECEIVE = "receive-without-send";

	@Autowired
	RecipesDocumentTests(Corral corral, @Value("${local.server.port}") int port) {
		super("recipes.md", corral, port);
	}

	private List<String> answer() throws Exception {
		return this.document.run(command());
	}

	@Test
	void everyQuestionIsTried() {
		assertThat(this.document.sections()).hasSizeGreaterThan(10).containsExactlyInAnyOrderElementsOf(tried());
	}

	@Test
	@DisplayName("What hangs longest?")
	void oldestLeakFirst() throws Exception {
		List<Long> oldest = startUntilFound(RECEIVE, "leak", LeakReason.STUCK);
		List<Long> youngest = startUntilFound("never-initialised", "leak", LeakReason.STUCK);
		List<String> lines = answer();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).matches("\\d+ s  STUCK  " + RECEIVE + " \\(task " + oldest.get(0)
				+ "\\) at dev\\.corral\\.sample\\.lab\\.QueueScenarios\\$ReceiveWithoutSend\\.lambda.*\\(QueueScenarios\\.java:\\d+\\)");
		assertThat(lines.get(1)).matches("\\d+ s  STUCK  never-initialised \\(task " + youngest.get(0)
				+ "\\) at .*\\$NeverInitialised\\.lambda.*\\(QueueScenarios\\.java:\\d+\\)");
	}

	@Test
	@DisplayName("What do they all do?")
	void mostNumerousPlaceFirst() throws Exception {
		start("never-initialised", "leak");
		startMany(RECEIVE, 3);
		List<String> lines = answer();
		while (lines.size() != 2 || !lines.get(0).startsWith("3 " + RECEIVE + "  RUNNING/WAITING")) {
			lines = answer();
		}
		assertThat(lines.get(0))
			.matches("3 " + RECEIVE + "  RUNNING/WAITING  \\d+ s  at dev\\.corral\\.sample\\.lab\\.QueueScenarios.*");
		assertThat(lines.get(1))
			.matches("1 never-initialised  RUNNING/WAITING  \\d+ s  at dev\\.corral\\.sample\\.lab\\..*");
	}

	@Test
	@DisplayName("What grows?")
	void onlyWhatGrowsIsTold() throws Exception {
		start("never-initialised", "leak");
		startMany(RECEIVE, 1);
		assertThat(this.commands).hasSize(2);
		assertThat(this.document.run(this.commands.get(0))).isEmpty();
		assertThat(this.document.run(this.commands.get(1))).isEmpty();
		startMany(RECEIVE, 3);
		assertThat(this.document.run(this.commands.get(1))).containsExactly("3 more " + RECEIVE);
	}

	@Test
	@DisplayName("Who launches most?")
	void mostLaunchedNameFirst() throws Exception {
		for (int i = 0; i < 1000; i++) {
			this.corral.launch("send-mail", Thread::onSpinWait).join();
		}
		List<String> lines = answer();
		while (!lines.toString().contains("send-mail")) {
			lines = answer();
		}
		assertThat(lines).hasSizeBetween(1, 3)
			.first()
			.isEqualTo("corral_tasks_launched_total{task=\"send-mail\"} 1000.0");
	}

	@Test
	@DisplayName("Which code launched the live tasks?")
	void lineWithMostLiveTasksFirst() throws Exception {
		start("never-initialised", "leak");
		startMany(RECEIVE, 3);
		List<String> lines = answer();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0))
			.startsWith("3 launched by dev.corral.sample.lab.QueueScenarios$ReceiveWithoutSend.leak(");
		assertThat(lines.get(1))
			.startsWith("1 launched by dev.corral.sample.lab.QueueScenarios$NeverInitialised.leak(");
	}

	@Test
	@DisplayName("How near to the limit?")
	void takenOfTheLimit() throws Exception {
		long rejected = this.corral.counts().rejected();
		startMany(RECEIVE, 3);
		assertThat(answer()).containsExactly("3 of 500, " + rejected + " refused since the start");
		start("infinite-loop", "storm");
		Trial.until(() -> this.corral.counts().rejected() == rejected + 1 && this.corral.counts().live() == 499);
		assertThat(answer()).containsExactly("499 of 500, " + (rejected + 1) + " refused since the start");
	}

	@Test
	@DisplayName("What leaks, and why?")
	void standingVerdictsNewestFirst() throws Exception {
		clearUntilGone(RECEIVE, LeakReason.STUCK, startUntilFound(RECEIVE, "leak", LeakReason.STUCK));
		long first = startUntilFound(RECEIVE, "leak", LeakReason.STUCK).get(0);
		long second = startUntilFound("never-initialised", "leak", LeakReason.STUCK).get(0);
		List<String> lines = answer();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).startsWith("STUCK  never-initialised (task " + second + ") waits for ")
			.contains(", launched by dev.corral.sample.lab.QueueScenarios$NeverInitialised.leak(");
		assertThat(lines.get(1)).startsWith("STUCK  " + RECEIVE + " (task " + first + ") waits for ")
			.contains("ConditionObject, launched by dev.corral.sample.lab.QueueScenarios$ReceiveWithoutSend.leak(");
	}

	@Test
	@DisplayName("What panicked last, and where?")
	void lastPanic() throws Exception {
		long before = this.corral.monitor().counts("panic").panicked();
		long id = start("panic", "leak").get(0);
		Trial.until(() -> this.corral.monitor().counts("panic").panicked() == before + 1);
		List<String> lines = answer();
		assertThat(lines).hasSize(3);
		assertThat(lines.get(0)).endsWith("Z  panic (task " + id
				+ "): java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1");
		assertThat(lines.get(1)).startsWith("at dev.corral.sample.lab.BusyScenarios$IndexOutOfBounds.lambda$leak");
		assertThat(lines.get(2)).startsWith("launched by dev.corral.sample.lab.BusyScenarios$IndexOutOfBounds.leak(");
	}

	@Test
	@DisplayName("Which tasks are past their deadline?")
	void lateTasks() throws Exception {
		Semaphore over = new Semaphore(0);
		Task<?> late = this.corral.task("deaf").timeout(Duration.ofMillis(200)).launch(over::acquireUninterruptibly);
		Task<?> cancelled = this.corral.task("deaf").timeout(Duration.ofHours(1)).launch(over::acquireUninterruptibly);
		try {
			cancelled.cancel("in time");
			List<String> lines = answer();
			while (lines.isEmpty()) {
				lines = answer();
			}
			assertThat(lines).singleElement()
				.asString()
				.matches("deaf \\(task " + late.id() + "\\) was due at \\d{4}-.*Z");
		}
		finally {
			over.release(2);
		}
	}

	@Test
	@DisplayName("Which scope is stuck?")
	void cancelledScopeInWhichATaskGoesOn() throws Exception {
		Semaphore over = new Semaphore(0);
		try (CancellationScope well = this.corral.openScope("well");
				CancellationScope checkout = this.corral.openScope("checkout-17", ScopeConfig.supervise())) {
			well.task("deaf").longRunning().launch(over::acquireUninterruptibly);
			checkout.task("deaf").longRunning().launch(over::acquireUninterruptibly);
			assertThat(answer()).isEmpty();
			checkout.cancel("the \"user\" left");
			List<String> lines = answer();
			while (!lines.toString().contains(" 1 leaked")) {
				lines = answer();
			}
			assertThat(lines).singleElement()
				.asString()
				.matches("scope \\d+ root/checkout-17: 1 live, 1 leaked, cancelled: the \"user\" left");
		}
		finally {
			over.release(2);
		}
	}

	@Test
	@DisplayName("What is one task doing?")
	void samplesOfATask() throws Exception {
		long id = startUntilFound(RECEIVE, "leak", LeakReason.STUCK).get(0);
		assertThat(this.commands).singleElement().asString().contains("/tasks/42?");
		List<String> lines = this.document.run(this.commands.get(0).replace("/tasks/42?", "/tasks/" + id + "?"));
		assertThat(lines).singleElement()
			.asString()
			.matches("10 x WAITING at dev\\.corral\\.sample\\.lab\\.QueueScenarios.*");
	}

	@Test
	@DisplayName("Who waits for whom?")
	void cycleOfLocks() throws Exception {
		ReentrantLock one = new ReentrantLock();
		ReentrantLock two = new ReentrantLock();
		CyclicBarrier bothHold = new CyclicBarrier(2);
		Task<?> first = this.corral.task("first").onPlatformThread().launch(() -> nested(one, bothHold, two));
		Task<?> second = this.corral.task("second").onPlatformThread().launch(() -> nested(two, bothHold, one));
		List<String> lines = answer();
		while (lines.size() < 2) {
			lines = answer();
		}
		first.cancel("seen");
		assertThat(lines.stream().map((line) -> line.replaceAll("@\\w+", ""))).containsExactly(
				"first (task " + first.id() + ") waits for java.util.concurrent.locks.ReentrantLock$NonfairSync"
						+ " held by task " + second.id() + " \"second\"",
				"second (task " + second.id() + ") waits for java.util.concurrent.locks.ReentrantLock$NonfairSync"
						+ " held by task " + first.id() + " \"first\"");
	}

	private static void nested(ReentrantLock outer, CyclicBarrier bothHold, ReentrantLock inner) throws Exception {
		outer.lockInterruptibly();
		try {
			bothHold.await();
			inner.lockInterruptibly();
			inner.unlock();
		}
		finally {
			outer.unlock();
		}
	}

	@Test
	@DisplayName("How do I cancel leaked tasks?")
	void leakedTasksOfANameAreCancelled() throws Exception {
		long other = startUntilFound("never-initialised", "leak", LeakReason.STUCK).get(0);
		start(RECEIVE, "leak");
		start(RECEIVE, "range");
		List<Long> ids = this.lab.leaked(RECEIVE, LeakReason.STUCK);
		while (ids.size() < 2) {
			ids = this.lab.leaked(RECEIVE, LeakReason.STUCK);
		}
		assertThat(answer()).containsExactlyInAnyOrderElementsOf(ids.stream().map((id) -> id + " 204").toList());
		untilGone(RECEIVE, ids);
		assertThat(this.corral.monitor().find(other)).isPresent();
	}

	private void startMany(String scenario, int times) throws Exception {
		long before = this.corral.monitor().counts(scenario).live();
		for (int i = 0; i < times; i++) {
			start(scenario, "leak");
		}
		Trial.until(() -> this.corral.monitor().counts(scenario).live() == before + times);
	}

}
