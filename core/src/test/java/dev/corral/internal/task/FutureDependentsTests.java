package dev.corral.internal.task;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.ContextCarrier;
import dev.corral.OnFull;
import dev.corral.Task;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The {@code CompletableFuture} of a task, and the steps that depend on it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({ "FutureReturnValueIgnored", "ReferenceEquality" })
class FutureDependentsTests {

	private static final ThreadLocal<String> CARRIED = new ThreadLocal<>();

	private static final ThreadLocal<String> LEFT = new ThreadLocal<>();

	private final Engine engine = new Engine((config) -> config.withContextCarriers(List.of(ContextCarrier.of(CARRIED)))
		.withMaxLive(2)
		.withOnFull(OnFull.WAIT));

	@AfterEach
	void nothingIsLeft() {
		CARRIED.remove();
		this.engine.close();
	}

	private CompletableFuture<?> running() throws InterruptedException {
		return this.engine.running("runs", this.engine::hold).toCompletableFuture();
	}

	private void end() {
		this.engine.release.countDown();
	}

	@Test
	void futureOfADoneTaskIsDoneAtOnce() throws Exception {
		Task<Integer> task = this.engine.corral.call("value", () -> 1);
		task.join();
		assertThat(task.toCompletableFuture().getNow(2)).isEqualTo(1);
		assertThat(task.toCompletableFuture().state()).isEqualTo(Future.State.SUCCESS);
	}

	@Test
	void panicWithACancellationExceptionIsNoCancel() throws Exception {
		CancellationException cause = new CancellationException("of somebody else");
		Task<?> task = this.engine.corral.launch("panics", () -> {
			throw cause;
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join);
		CompletableFuture<?> future = task.toCompletableFuture();
		assertThat(future.isCancelled()).isFalse();
		assertThat(future.state()).isEqualTo(Future.State.FAILED);
		assertThat(future.exceptionNow()).isSameAs(cause);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.satisfies((thrown) -> assertThat(thrown.getCause()).isSameAs(cause));
	}

	@Test
	void cancelOfAFutureThatIsCompletedLeavesTheTaskAlone() throws Exception {
		Task<?> task = this.engine.running("runs", this.engine::hold);
		CompletableFuture<?> future = task.toCompletableFuture();
		future.complete(null);
		assertThat(future.cancel(true)).isFalse();
		assertThat(task.isDone()).isFalse();
	}

	@Test
	void dependentThatBlocksHoldsUpNoOtherFuture() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<?> blocks = running().thenRun(() -> await(blocked));
		CompletableFuture<?> other = running().thenApply(Function.identity());
		end();
		other.get();
		assertThat(blocks).isNotDone();
		blocked.countDown();
		blocks.get();
	}

	@Test
	void dependentsRunOnVirtualThreadsOutsideOfTheLimit() throws Exception {
		CompletableFuture<Thread> direct = running().thenApply((value) -> Thread.currentThread());
		CompletableFuture<Thread> async = running().thenApplyAsync((value) -> Thread.currentThread());
		CompletableFuture<Thread> later = async.thenApplyAsync((thread) -> Thread.currentThread());
		end();
		assertThat(List.of(direct.get(), async.get(), later.get()))
			.allSatisfy((thread) -> assertThat(thread.isVirtual()).isTrue());
		assertThat(this.engine.corral.counts().launched()).isEqualTo(2);
	}

	@Test
	void dependentsSeeTheContextAndTheClassLoaderOfTheLaunch() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
			CompletableFuture<?> future;
			try {
				Thread.currentThread().setContextClassLoader(loader);
				CARRIED.set("of the launch");
				future = running();
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
				CARRIED.set("of another");
			}
			CompletableFuture<String> direct = future.thenApply((value) -> seen(loader));
			CompletableFuture<String> async = future.thenApplyAsync((value) -> seen(loader));
			end();
			assertThat(direct.get()).isEqualTo("of the launch, true");
			assertThat(async.get()).isEqualTo("of the launch, true");
		}
	}

	@Test
	void asyncStepOfADoneFutureSeesTheContextOfTheThreadThatAttachesIt() throws Exception {
		CARRIED.set("of the launch");
		CompletableFuture<?> future = running();
		end();
		future.get();
		CARRIED.set("of another");
		assertThat(future.thenApplyAsync((value) -> CARRIED.get()).get()).isEqualTo("of another");
	}

	@Test
	void taskThatWouldWaitForItsOwnFutureGetsAnException() throws Exception {
		CompletableFuture<Task<?>> own = new CompletableFuture<>();
		Task<?> task = this.engine.corral.launch("waits", () -> own.join().toCompletableFuture().join());
		own.complete(task);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(task::join)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	private static String seen(ClassLoader loader) {
		return CARRIED.get() + ", " + (Thread.currentThread().getContextClassLoader() == loader);
	}

	@Test
	void dependentsSeeNoThreadLocalThatAnotherHasLeft() throws Exception {
		CompletableFuture<?> first = running().thenRun(() -> LEFT.set("left"));
		CompletableFuture<@Nullable String> second = running().thenApply((value) -> LEFT.get());
		end();
		first.get();
		assertThat(second.get()).isNull();
	}

	@Test
	void launchInADependentMayWaitForTheSlotOfAnotherTask() throws Exception {
		CompletableFuture<Integer> launches = running()
			.thenApply((value) -> joined(this.engine.corral.call("from a dependent", () -> 1)));
		running();
		end();
		assertThat(launches.get()).isEqualTo(1);
	}

	private static Integer joined(Task<Integer> task) {
		try {
			return Objects.requireNonNull(task.join());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void futureIsCompletedThoughNoVirtualThreadRuns() throws Exception {
		CompletableFuture<?> future = running();
		this.engine.time.faults().holdCallThreads(true);
		end();
		while (!future.isDone()) {
			this.engine.time.advance(Engine.SECOND);
		}
	}

	@Test
	void futureIsCompletedThoughNoThreadCanBeStarted() throws Exception {
		CompletableFuture<?> future = running();
		this.engine.time.faults().failCallThreads(true);
		end();
		future.get();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
