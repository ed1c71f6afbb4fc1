package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.RestartPolicy;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.TaskFilter;

/**
 * The application exhausts the heap for seconds while tasks of every kind come and go.
 */
final class HeapExhausted {

	private static final CorralConfig CONFIG = Afterwards.CONFIG.withMaxLive(500);

	private static final Duration LENGTH = Duration.ofMillis(Program.number("corral.chaos.millis", 2500));

	private static final int ROUNDS = Program.number("corral.chaos.rounds", 1);

	/**
	 * A round in which the JDK loses threads of tasks proves nothing, and is tried again.
	 */
	private static final int TRIES = 5;

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final RestartPolicy RESTART = RestartPolicy.onPanic(3, SECOND)
		.backoff(MILLISECOND, Duration.ofMillis(2));

	private final Corral corral = Corral.create(CONFIG);

	private final AtomicLong plainStarted = new AtomicLong();

	private final AtomicLong plainEnded = new AtomicLong();

	private final AtomicLong calls = new AtomicLong();

	private final AtomicLong errors = new AtomicLong();

	private final AtomicLong uncompleted = new AtomicLong();

	private final List<Thread> users = new ArrayList<>();

	private volatile boolean stopped;

	private HeapExhausted() {
		for (int i = 0; i < 3; i++) {
			int first = i;
			this.users.add(Thread.ofPlatform().daemon().name("user-" + i).start(() -> use(first)));
		}
	}

	public static void main(String[] args) {
		Program.run(() -> {
			Program.check(warmUp().isEmpty(), "the warm-up without exhaustion failed");
			for (int i = 1; i <= ROUNDS; i++) {
				round(i, 1);
			}
		});
	}

	// Loads and links what the program uses
	private static List<String> warmUp() throws InterruptedException {
		HeapExhausted program = new HeapExhausted();
		Program.until(() -> program.calls.get() > 200);
		Program.check(HeapSteps.isForWantOfMemory(new OutOfMemoryError()), "an error is not what it is");
		program.end();
		HeapHogs.exhaust(0);
		return Afterwards.faults(program.corral, CONFIG);
	}

	private static void round(int round, int attempt) throws InterruptedException {
		HeapExhausted program = new HeapExhausted();
		long failed = HeapHogs.exhaust(LENGTH.toNanos());
		program.end();
		long plainLost = program.plainThreadsLost();
		System.out.println("round " + round + ": " + failed + " allocations of the hogs failed, and " + program.errors
				+ " of " + program.calls + " calls; plain virtual threads lost: " + plainLost);
		Program.until(() -> Afterwards.isQuiet(program.corral));
		long lost = LostThreads.tasksOf(program.corral, plainLost > 0);
		if (lost > 0 && attempt < TRIES) {
			System.out.println("round " + round + ": the JDK never resumed " + lost + " tasks; tried again");
			Afterwards.closeInTime(program.corral, CONFIG).ifPresent(Program::fault);
			round(round, attempt + 1);
			return;
		}
		Program.check(failed > 0, "the heap was never exhausted");
		Program.check(program.uncompleted.get() == 0, "the future of a task was never completed");
		Program.result("heap exhausted, round " + round, Afterwards.faults(program.corral, CONFIG));
	}

	private void use(int first) {
		for (int kind = first; !this.stopped; kind++) {
			this.calls.incrementAndGet();
			try {
				plain();
				call(kind % 11);
			}
			catch (Throwable ex) {
				this.errors.incrementAndGet();
				if (!(ex instanceof RejectedExecutionException || HeapSteps.isForWantOfMemory(ex))) {
					Program.fault("a call threw " + Program.text(ex));
				}
			}
			LockSupport.parkNanos(300_000);
		}
	}

	// Threads without a supervisor, for comparison
	private void plain() {
		Thread.startVirtualThread(() -> {
			try {
				LockSupport.parkNanos(1_000_000);
			}
			finally {
				this.plainEnded.incrementAndGet();
			}
		});
		this.plainStarted.incrementAndGet();
	}

	private void call(int kind) throws Exception {
		switch (kind) {
			case 0 -> this.corral.task("times-out").timeout(MILLISECOND).launch(Afterwards.FOR_EVER);
			case 1 -> this.corral.launch("panics", Calls.PANIC);
			case 2 -> cancel(this.corral.launch("cancelled", Afterwards.FOR_EVER));
			case 3 -> useScope(ScopeConfig.failFast().timeout(MILLISECOND));
			case 4 -> this.corral.launch("opens", () -> useScope(ScopeConfig.supervise().limit(1)));
			case 5 -> this.corral.task("restarts").restart(RESTART).launch(Calls.PANIC);
			case 6 -> this.corral.task("leaks").leakAfter(MILLISECOND).timeout(SECOND).launch(Afterwards.FOR_EVER);
			case 7 -> this.corral.task("platform").onPlatformThread().timeout(MILLISECOND).launch(Afterwards.FOR_EVER);
			case 8 -> useExecutor();
			case 9 -> useFuture(this.corral.launch("short", Calls.NOTHING));
			default -> this.corral.monitor().count(TaskFilter.all());
		}
	}

	// That of a task that never runs is not completed either: see LostThreads
	private void useFuture(Task<?> task) throws Exception {
		try {
			task.toCompletableFuture().get(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			this.uncompleted.addAndGet(task.isDone() ? 1 : 0);
		}
	}

	private void useScope(ScopeConfig config) {
		CancellationScope scope = this.corral.openScope("scope", config);
		try {
			scope.launch("in-scope", Calls.NOTHING);
			scope.launch("in-scope", Afterwards.FOR_EVER);
		}
		finally {
			close(scope);
		}
	}

	private void useExecutor() {
		ExecutorService executor = this.corral.openExecutor("executor");
		try {
			executor.execute(Calls.RUNNABLE);
		}
		finally {
			shutDown(executor);
		}
	}

	/*-
	 * What the application cannot do for want of memory it does again, as it has to. It needs
	 * no memory for that: no lambda, no message.
	 */

	private static void cancel(Task<?> task) {
		boolean done = false;
		while (!done) {
			try {
				task.cancel("enough");
				done = true;
			}
			catch (OutOfMemoryError ex) {
				LockSupport.parkNanos(1_000_000);
			}
		}
	}

	private static void close(CancellationScope scope) {
		boolean done = false;
		while (!done) {
			try {
				scope.close();
				done = true;
			}
			catch (OutOfMemoryError ex) {
				LockSupport.parkNanos(1_000_000);
			}
		}
	}

	private static void shutDown(ExecutorService executor) {
		boolean done = false;
		while (!done) {
			try {
				executor.shutdownNow();
				done = true;
			}
			catch (OutOfMemoryError ex) {
				LockSupport.parkNanos(1_000_000);
			}
		}
	}

	private void end() throws InterruptedException {
		this.stopped = true;
		for (Thread user : this.users) {
			Program.check(user.join(Program.PATIENCE), "a call never returned: " + List.of(user.getStackTrace()));
		}
	}

	private long plainThreadsLost() {
		Program.until(() -> this.plainEnded.get() >= this.plainStarted.get(), SECOND);
		return Math.max(0, this.plainStarted.get() - this.plainEnded.get());
	}

}
