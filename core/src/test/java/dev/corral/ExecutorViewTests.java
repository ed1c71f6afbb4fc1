package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.testing.Engine;
import dev.corral.testing.Submitters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** The tasks of an executor view are supervised, and its results are those of the JDK. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorViewTests {

	private final ExecutorFixture fixture = new ExecutorFixture();

	private final Engine engine = this.fixture.engine;

	private final ExecutorService pool = this.fixture.pool;

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
	}

	@Test
	void everyTaskIsSupervisedUnderTheExecutorsNameInItsScope() throws Exception {
		Future<?> future = this.fixture.running(this.engine::hold);
		assertThat(future).isInstanceOfSatisfying(Task.class, (task) -> assertThat(task.name()).isEqualTo("pool"));
		assertThat(this.engine.corral.monitor().find(((Task<?>) future).id())).get()
			.satisfies((seen) -> assertThat(seen.scope()).isEqualTo("root/pool"));
	}

	@Test
	void resultsAreGiven() throws Exception {
		assertThat(this.pool.submit(() -> 42).get()).isEqualTo(42);
		assertThat(this.pool.submit(() -> {
		}, "done").get()).isEqualTo("done");
		Runnable nothing = () -> {
		};
		assertThat(this.pool.submit(nothing).get()).isNull();
	}

	@Test
	void whatEscapesFromExecuteIsReportedAsAPanic() {
		this.pool.execute(() -> ExecutorFixture.failing("executed"));
		this.pool.close();
		assertThat(this.engine.panics).singleElement()
			.satisfies((panic) -> assertThat(panic.cause()).hasMessage("executed"));
	}

	@Test
	void whatEscapesFromSubmitIsReportedAsAPanicAndGivenToItsCaller() {
		Callable<String> body = () -> ExecutorFixture.failing("submitted");
		Future<String> future = this.pool.submit(body);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(IllegalStateException.class);
		this.pool.close();
		assertThat(this.engine.panics).hasSize(1);
	}

	@Test
	void whatCompletableFutureOrFutureTaskWrapsKeepsItsExceptionToItself() {
		CompletableFuture<String> wrapped = CompletableFuture.supplyAsync(() -> ExecutorFixture.failing("wrapped"),
				this.pool);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(wrapped::join)
			.withCauseInstanceOf(IllegalStateException.class);
		this.pool.execute(new FutureTask<>(() -> ExecutorFixture.failing("wrapped")));
		this.pool.close();
		assertThat(this.engine.panics).isEmpty();
	}

	@Test
	void runnableThatIsACallableTooIsRun() {
		BothWays both = new BothWays();
		this.pool.execute(both);
		this.pool.close();
		assertThat(both.ran).isTrue();
	}

	@Test
	void launchSitesOfWrappedBodiesAreTheirSubmitters() throws Exception {
		Submitters.firstPlace(this.pool, this.engine::hold);
		Submitters.secondPlace(this.pool, this.engine::hold);
		List<String> sites = new ArrayList<>();
		try (TaskCursor tasks = this.engine.corral.monitor().tasks(TaskFilter.all())) {
			tasks.next().ifPresent((task) -> sites.add(task.launchSite().methodName()));
			tasks.next().ifPresent((task) -> sites.add(task.launchSite().methodName()));
		}
		assertThat(sites).containsExactly("firstPlace", "secondPlace");
	}

	@Test
	@SuppressWarnings("NullAway")
	void badArgumentsAreRefusedAsTheJdkDoes() {
		assertThatNullPointerException().isThrownBy(() -> this.pool.execute(null));
		assertThatNullPointerException().isThrownBy(() -> this.pool.submit((Runnable) null));
		assertThatNullPointerException().isThrownBy(() -> this.pool.submit((Callable<?>) null));
		List<Callable<Integer>> withNull = new ArrayList<>();
		withNull.add(() -> 1);
		withNull.add(null);
		assertThatNullPointerException().isThrownBy(() -> this.pool.invokeAll(withNull));
		assertThatNullPointerException().isThrownBy(() -> this.pool.invokeAny(withNull));
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.invokeAny(List.<Callable<Integer>>of()));
		assertThat(this.engine.corral.counts().launched()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.corral.openExecutor(" "));
	}

	/** Runs one way, fails the other. */
	private static final class BothWays implements Runnable, Callable<String> {

		private volatile boolean ran;

		@Override
		public void run() {
			this.ran = true;
		}

		@Override
		public String call() {
			return ExecutorFixture.failing("called");
		}

	}

}
