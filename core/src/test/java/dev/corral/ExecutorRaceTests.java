package dev.corral;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches that race the end of an executor view: each command is run, refused or
 * returned, and one of these only. One that the cancel of a scope or launcher overtakes
 * when it was taken has a cancelled future instead.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorRaceTests {

	private static final int ROUNDS = Integer.getInteger("corral.race.rounds", 150);

	private static final int SUBMITTERS = 3;

	private static final int COMMANDS = 20;

	// Lets other threads run in between
	private static ContextCarrier.Context slowCarrier() {
		LockSupport.parkNanos(1);
		return () -> {
			LockSupport.parkNanos(1);
			return () -> {
			};
		};
	}

	@ParameterizedTest
	@EnumSource
	void everyCommandIsRunRefusedOrReturned(End end) throws Exception {
		race(end, List.of());
	}

	@ParameterizedTest
	@EnumSource
	void everyCommandIsRunRefusedOrReturnedAlsoWithSlowCarriers(End end) throws Exception {
		race(end, List.of(ExecutorRaceTests::slowCarrier));
	}

	private static void race(End end, List<ContextCarrier> carriers) throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			try (Corral corral = Corral.create(CorralConfig.defaults().withContextCarriers(carriers))) {
				new Race(corral, end).run();
				assertThat(corral.counts().panicked()).isZero();
			}
		}
	}

	/** How the executor view ends. */
	enum End {

		SHUTDOWN_NOW, SHUTDOWN, CLOSE, CANCEL_OF_THE_SCOPE, CLOSE_OF_THE_SCOPE, CLOSE_OF_THE_LAUNCHER

	}

	/** One executor, some threads that submit, and one that ends it. */
	private static final class Race {

		private final Corral corral;

		private final End end;

		private final CancellationScope scope;

		private final ExecutorService pool;

		private final CyclicBarrier start = new CyclicBarrier(SUBMITTERS + 1);

		private final ConcurrentLinkedQueue<Command> commands = new ConcurrentLinkedQueue<>();

		private Race(Corral corral, End end) {
			this.corral = corral;
			this.end = end;
			this.scope = corral.openScope("scope");
			this.pool = this.scope.openExecutor("pool");
		}

		private void run() throws Exception {
			List<Thread> submitters = new ArrayList<>();
			for (int i = 0; i < SUBMITTERS; i++) {
				submitters.add(Thread.ofPlatform().daemon().start(this::submitAll));
			}
			this.start.await();
			List<Runnable> returned = end();
			for (Thread submitter : submitters) {
				submitter.join();
			}
			this.pool.shutdown();
			assertThat(this.pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
			assertThat(this.commands).hasSize(SUBMITTERS * COMMANDS).allSatisfy((command) -> command.check(returned));
			this.scope.close();
		}

		private List<Runnable> end() {
			switch (this.end) {
				case SHUTDOWN_NOW -> {
					return this.pool.shutdownNow();
				}
				case SHUTDOWN -> this.pool.shutdown();
				case CLOSE -> this.pool.close();
				case CANCEL_OF_THE_SCOPE -> this.scope.cancel("race");
				case CLOSE_OF_THE_SCOPE -> this.scope.close();
				case CLOSE_OF_THE_LAUNCHER -> this.corral.close();
			}
			return List.of();
		}

		private void submitAll() {
			try {
				this.start.await();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			for (int i = 0; i < COMMANDS; i++) {
				Command command = new Command(this.end);
				this.commands.add(command);
				command.giveTo(this.pool, i % 2 == 0);
			}
		}

	}

	/** A command and what has become of it. */
	private static final class Command implements Runnable {

		private final End end;

		private final AtomicInteger runs = new AtomicInteger();

		private boolean refused;

		private @Nullable Future<?> future;

		private Command(End end) {
			this.end = end;
		}

		private void giveTo(ExecutorService pool, boolean submitted) {
			try {
				if (submitted || mayBeCancelled()) {
					this.future = pool.submit(this);
				}
				else {
					pool.execute(this);
				}
			}
			catch (RejectedExecutionException ex) {
				this.refused = true;
			}
		}

		private boolean mayBeCancelled() {
			return this.end.name().endsWith("_OF_THE_SCOPE") || this.end == End.CLOSE_OF_THE_LAUNCHER;
		}

		@Override
		public void run() {
			this.runs.incrementAndGet();
		}

		@SuppressWarnings("ReferenceEquality")
		private void check(List<Runnable> returned) {
			long returns = returned.stream().filter((one) -> one == this || one == this.future).count();
			long ends = this.runs.get() + returns + (this.refused ? 1 : 0);
			boolean cancelled = mayBeCancelled() && this.future != null && this.future.isCancelled();
			assertThat(ends).as("runs %s, refused %s, returned %s, %s", this.runs, this.refused, returns, this.future)
				.isEqualTo((cancelled && this.runs.get() == 0) ? 0 : 1);
		}

	}

}
