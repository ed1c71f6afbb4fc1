package dev.corral.internal.proof;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Limits;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskLauncher;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;
import dev.corral.testing.Engine;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tasks that are blocked for ever are proved and given back; no other ever is. */
@Tag("proof")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProofTests {

	private final Corral corral = Corral.create(config());

	private final CountDownLatch release = new CountDownLatch(1);

	private static CorralConfig config() {
		return CorralConfig.defaults().withProveUnreachable(true).withShutdownTimeout(Duration.ZERO);
	}

	@AfterEach
	@Timeout(60)
	void nothingIsLeft() {
		this.release.countDown();
		this.corral.close();
		Counts counts = this.corral.counts();
		assertThat(counts.launched()).isEqualTo(counts.settled() + counts.unreachable());
		assertThat(counts.live()).isZero();
		assertThat(counts.ending()).isZero();
		assertThat(counts.leaked()).isZero();
		assertThat(Parts.of(this.corral).admission().all().taken()).isZero();
		assertThat(proved()).isEmpty();
		// Scopes that were dropped go with the threads of their tasks, which may be on
		// their
		// way out
		Engine.until(() -> {
			assertThat(proved()).isEmpty();
			return this.corral.monitor().openScopes() == 0;
		});
	}

	private static long launch(TaskLauncher launcher, TaskBody body) {
		return untilParked(launcher.task("leaky").launch(body));
	}

	private static long untilParked(Task<?> task) {
		Engine.until(() -> {
			Thread thread = ((SupervisedTask<?>) task).thread;
			return thread != null && (thread.getState() == Thread.State.WAITING
					|| thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.BLOCKED);
		});
		return task.id();
	}

	private List<Long> proved() {
		return this.corral.monitor().proveUnreachable().stream().map(RecentLeak::task).toList();
	}

	static Stream<Arguments> blockedForEver() {
		return Stream.of(waits("queue", () -> new LinkedBlockingQueue<String>().take()),
				waits("hand-over", () -> new SynchronousQueue<String>().put("value")),
				waits("latch", () -> new CountDownLatch(1).await()),
				waits("semaphore", () -> new Semaphore(0).acquire()),
				waits("phaser", () -> new Phaser(2).arriveAndAwaitAdvance()),
				waits("future task", () -> new FutureTask<>(() -> "value").get()),
				waits("completable future", () -> new CompletableFuture<String>().join()),
				waits("park", LockSupport::park));
	}

	private static Arguments waits(String name, TaskBody body) {
		return arguments(name, body);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("blockedForEver")
	void taskThatNothingCanWakeIsProved(String name, TaskBody body) {
		long id = launch(this.corral, body);
		assertThat(proved()).as(name).containsExactly(id);
		assertThat(this.corral.monitor().find(id)).isEmpty();
		assertThat(this.corral.counts().unreachable()).isEqualTo(1);
	}

	@Test
	void lockWhoseHolderHasEndedIsProved() throws Exception {
		long blocked = lockNeverReleased();
		assertThat(proved()).containsExactly(blocked);
	}

	private long lockNeverReleased() throws InterruptedException {
		ReentrantLock lock = new ReentrantLock();
		this.corral.launch("holder", lock::lock).awaitSettled(Duration.ofSeconds(10));
		return launch(this.corral, lock::lock);
	}

	@Test
	void cycleOfLocksIsProved() throws Exception {
		List<Long> blocked = deadlock();
		assertThat(proved()).containsExactlyElementsOf(blocked);
	}

	private List<Long> deadlock() throws InterruptedException {
		ReentrantLock one = new ReentrantLock();
		ReentrantLock other = new ReentrantLock();
		CountDownLatch held = new CountDownLatch(2);
		Task<?> first = this.corral.launch("first", () -> lockBoth(one, other, held));
		Task<?> second = this.corral.launch("second", () -> lockBoth(other, one, held));
		held.await();
		return List.of(untilParked(first), untilParked(second));
	}

	private static void lockBoth(ReentrantLock one, ReentrantLock other, CountDownLatch held)
			throws InterruptedException {
		one.lock();
		held.countDown();
		held.await();
		other.lock();
	}

	@Test
	void droppedScopeGoesWithItsTasks() {
		List<Long> blocked = droppedScope();
		assertThat(proved()).containsExactlyElementsOf(blocked);
		assertThat(this.corral.monitor().openScopes()).isZero();
	}

	private List<Long> droppedScope() {
		CancellationScope scope = this.corral.openScope("dropped");
		return List.of(launch(scope, () -> new CountDownLatch(1).await()),
				launch(scope.openScope("below"), () -> new CountDownLatch(1).await()));
	}

	@Test
	void detailHasLaunchSiteAndStack() {
		long id = launch(this.corral, () -> new CountDownLatch(1).await());
		RecentLeak story = this.corral.monitor().proveUnreachable().get(0);
		assertThat(story.task()).isEqualTo(id);
		assertThat(story.reason()).isEqualTo(LeakReason.UNREACHABLE);
		assertThat(story.launchSite().toString()).contains("ProofTests");
		assertThat(story.stack()).anyMatch((frame) -> frame.getMethodName().equals("await"));
		assertThat(story.waitsFor()).isEqualTo("java.util.concurrent.CountDownLatch$Sync");
		assertThat(this.corral.monitor().recentLeaks()).contains(story);
	}

	@Test
	void storyTellsWhereATaskBlocksNotWhereItWasWhenYoung() {
		CountDownLatch passed = new CountDownLatch(1);
		long id = launch(this.corral, () -> {
			passed.await();
			blockElsewhere();
		});
		assertThat(proved()).isEmpty();
		passed.countDown();
		Engine.until(() -> this.corral.monitor()
			.find(id)
			.map((seen) -> isIn(seen.stack(), "blockElsewhere") && isIn(seen.stack(), "park"))
			.orElse(false));
		assertThat(this.corral.monitor().proveUnreachable()).singleElement()
			.satisfies((story) -> assertThat(isIn(story.stack(), "blockElsewhere")).isTrue());
	}

	private static boolean isIn(List<StackTraceElement> stack, String method) {
		return stack.stream().anyMatch((frame) -> frame.getMethodName().equals(method));
	}

	private static void blockElsewhere() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	@Test
	void cancelOfWhatIsThenProvedStaysInTheCounters() {
		try (Corral impatient = Corral.create(config().withCancelGrace(Duration.ofMillis(1)))) {
			long id = launch(impatient, () -> blockWhateverHappens(new CountDownLatch(1)));
			Parts.of(impatient).registry().age(Long.MAX_VALUE);
			assertThat(impatient.monitor().cancel(id, "not needed")).isTrue();
			Engine.until(() -> !impatient.monitor().proveUnreachable().isEmpty());
			Counts counts = impatient.counts();
			assertThat(counts.cancelled()).isEqualTo(1);
			assertThat(counts.unreachable()).isEqualTo(1);
			assertThat(counts.ending()).isZero();
		}
	}

	private static void blockWhateverHappens(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.onSpinWait();
			}
		}
	}

	@Test
	void limitsAreGivenBack() {
		this.corral.limits(Limits.unchanged().withMaxLive(20).withMaxLive("leaky", 10));
		for (int i = 0; i < 100; i++) {
			launchWhenThereIsRoom();
		}
		Engine.until(() -> {
			proved();
			return this.corral.counts().unreachable() == 100;
		});
	}

	// On a busy machine a collection may take longer than a launch waits for it
	private void launchWhenThereIsRoom() {
		Engine.until(() -> {
			try {
				launch(this.corral, () -> new CountDownLatch(1).await());
				return true;
			}
			catch (RejectedExecutionException ex) {
				return false;
			}
		});
	}

	static Stream<Arguments> reachable() {
		return Stream.of(arguments("sleeping", (TaskBody) () -> Thread.sleep(Duration.ofHours(1))),
				arguments("timed wait", (TaskBody) () -> {
					boolean unused = new CountDownLatch(1).await(1, TimeUnit.HOURS);
				}), arguments("monitor", (TaskBody) () -> {
					Object monitor = new Object();
					synchronized (monitor) {
						while (true) {
							monitor.wait();
						}
					}
				}));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("reachable")
	void taskThatMayWakeIsNotProved(String name, TaskBody body) {
		launch(this.corral, body);
		assertThat(proved()).as(name).isEmpty();
		assertThat(this.corral.counts().live()).isEqualTo(1);
	}

	@Test
	void taskThatSomebodyHoldsIsNotProved() throws Exception {
		Task<?> held = this.corral.launch("handle", () -> new CountDownLatch(1).await());
		untilParked(held);
		launch(this.corral, this.release::await);
		try (CancellationScope scope = this.corral.openScope("held")) {
			launch(scope, () -> new CountDownLatch(1).await());
			untilParked(
					this.corral.task("timed").timeout(Duration.ofHours(1)).launch(() -> new CountDownLatch(1).await()));
			untilParked(this.corral.task("long").longRunning().launch(() -> new CountDownLatch(1).await()));
			untilParked(this.corral.task("platform").onPlatformThread().launch(() -> new CountDownLatch(1).await()));
			siblings();
			for (int i = 0; i < 5; i++) {
				assertThat(proved()).isEmpty();
			}
		}
		assertThat(held.cancel("done")).isTrue();
	}

	// The sleeper holds its scope, the scope its tasks
	private void siblings() {
		CancellationScope scope = this.corral.openScope("dropped");
		launch(scope, () -> Thread.sleep(Duration.ofHours(1)));
		launch(scope, () -> new CountDownLatch(1).await());
	}

}
