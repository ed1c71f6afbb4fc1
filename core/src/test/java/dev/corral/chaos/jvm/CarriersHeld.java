package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskSpec;
import dev.corral.dump.Grouping;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskFilter;

/**
 * Bodies that spin hold every carrier while twenty tasks launch children with timeouts,
 * and platform threads launch, read, cancel, and open scopes: first until their timeout
 * interrupts them, then for as long as they like.
 */
final class CarriersHeld {

	private static final int ROUNDS = Program.number("corral.chaos.rounds", 1);

	/** How many bodies spin; with fewer than there are carriers the program is easy. */
	private static final int SPINNERS = Program.number("corral.chaos.spinners",
			Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors()));

	private static final int PARENTS = 20;

	private static final int LAUNCHERS = 4;

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	static final long PAUSE = 1_000_000;

	/** When an interrupt, a launch or a reading is too late. */
	private static final Duration LATE = Program.SLACK.plusSeconds(4);

	private static final Duration SHORT = Duration.ofMillis(5);

	private static final CorralConfig CONFIG = CorralConfig.defaults()
		.withMaxLive(60)
		.withMaxWait(Duration.ofMillis(20))
		.withCancelGrace(Duration.ofMillis(300))
		.withCheckInterval(Duration.ofMillis(50))
		.withLeakAfter(Duration.ofMillis(500))
		.withShutdownTimeout(Duration.ofMillis(200));

	private final OnFull onFull;

	private final CorralConfig config;

	private final Corral corral;

	/** Opened when all who launch children are there, who then fill the launcher. */
	private final CountDownLatch complete = new CountDownLatch(1);

	/** Opened when everybody is at work; then the first bodies spin. */
	private final CountDownLatch loaded = new CountDownLatch(1);

	private final AtomicLong launches = new AtomicLong();

	private final LongAccumulator worstLaunch = new LongAccumulator(Math::max, 0);

	private final AtomicLong readings = new AtomicLong();

	private final LongAccumulator worstReading = new LongAccumulator(Math::max, 0);

	private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

	private final List<RepeatedCall> calls = new CopyOnWriteArrayList<>();

	private final List<Spinner> spinners = new CopyOnWriteArrayList<>();

	private volatile boolean stopped;

	/** Set until the bodies that spin have their slots and carriers. */
	private volatile boolean paused;

	/** Set before the close, during which calls may be refused or late. */
	private volatile boolean closing;

	private CarriersHeld(OnFull onFull) {
		this.onFull = onFull;
		this.config = CONFIG.withOnFull(onFull);
		this.corral = Corral.create(this.config);
	}

	public static void main(String[] args) {
		Program.run(() -> {
			OnFull onFull = OnFull.valueOf(System.getProperty("corral.chaos.on-full", OnFull.REJECT.name()));
			Program.check(Afterwards.faults(Corral.create(CONFIG), CONFIG).isEmpty(),
					"the warm-up with free carriers failed");
			for (int i = 1; i <= ROUNDS && !Program.hasFaults(); i++) {
				new CarriersHeld(onFull).round(i);
			}
		});
	}

	private void round(int round) throws Exception {
		phase(this::spinUntilTimeout);
		if (this.faults.isEmpty()) {
			phase(this::spinForEver);
		}
		close();
		System.out.println("round " + round + ": " + this.launches + " launches, worst " + this.worstLaunch + " ms; "
				+ this.readings + " readings, worst " + this.worstReading + " ms; bodies were " + this.spinners);
		if (this.faults.isEmpty()) {
			this.faults.addAll(Afterwards.faults(Corral.create(Afterwards.CONFIG), Afterwards.CONFIG));
		}
		Program.result("carriers held, " + this.onFull + ", round " + round, List.copyOf(this.faults));
	}

	// On a thread of its own, so that a round in which it hangs has an end
	private void phase(Runnable phase) {
		Thread thread = Thread.ofPlatform().daemon().start(() -> {
			try {
				phase.run();
			}
			catch (Throwable ex) {
				this.faults.add("a call threw " + Program.text(ex));
			}
		});
		require(Program.until(() -> !thread.isAlive(), Program.PATIENCE.multipliedBy(3)),
				"a call hangs, at " + place(thread));
		requireNobodyWaits();
	}

	static List<StackTraceElement> place(Thread thread) {
		return List.of(thread.getStackTrace()).stream().limit(6).toList();
	}

	private void spinUntilTimeout() {
		for (int i = 0; i < SPINNERS; i++) {
			launchSpinner(this.corral.task("spins").timeout(TIMEOUT), false);
		}
		for (int i = 0; i < PARENTS; i++) {
			this.corral.task("parent").longRunning().launch(this::launchChildren);
		}
		this.complete.countDown();
		for (int i = 0; i < LAUNCHERS; i++) {
			use(this::launch);
		}
		use(this::read);
		use(this::openScope);
		use(this::cancelSomething);
		Program.until(() -> this.launches.get() > 100 && this.readings.get() > 8, TIMEOUT.dividedBy(3));
		this.loaded.countDown();
		for (Spinner spinner : this.spinners) {
			require(Program.until(() -> spinner.interruptedAfter > 0, TIMEOUT.plus(LATE).plus(LATE)),
					"a body that spins was never interrupted by its timeout");
			requireInTime("the timeout of " + TIMEOUT.toMillis() + " ms of a body that spins",
					spinner.interruptedAfter - TIMEOUT.toMillis());
		}
		this.spinners.forEach(Spinner::release);
	}

	// Without a timeout, and deaf
	private void spinForEver() {
		List<Spinner> deaf = new ArrayList<>();
		this.paused = true;
		for (int i = 0; i < SPINNERS; i++) {
			Spinner spinner = launchSpinner(this.corral.task("deaf").leakAfter(Duration.ofMillis(300)), true);
			deaf.add(spinner);
		}
		require(Program.until(() -> deaf.stream().allMatch(Spinner::isSpinning)), "bodies that spin never began");
		this.paused = false;
		for (Spinner spinner : deaf) {
			require(Program.until(() -> isRunaway(spinner.task())),
					"a body that spins past its age was never called a runaway");
		}
	}

	private Spinner launchSpinner(TaskSpec spec, boolean deaf) {
		Spinner spinner = new Spinner(deaf, this.loaded);
		this.spinners.add(spinner);
		require(Program.until(() -> spinner.tryLaunch(spec)), "a body that spins found no slot");
		return spinner;
	}

	private void requireNobodyWaits() {
		for (RepeatedCall call : this.calls) {
			long since = call.since;
			if (since != 0) {
				requireInTime("a call that has not returned, " + call + ',', Program.millisSince(since));
			}
		}
	}

	private boolean isRunaway(Task<?> task) {
		return this.corral.monitor()
			.find(task.id())
			.flatMap((seen) -> Optional.ofNullable(seen.leak()))
			.filter((leak) -> leak.reason() == LeakReason.RUNAWAY)
			.isPresent();
	}

	private void close() throws InterruptedException {
		this.closing = true;
		Afterwards.closeInTime(this.corral, this.config).ifPresent(this.faults::add);
		this.stopped = true;
		this.spinners.forEach(Spinner::release);
		for (RepeatedCall call : this.calls) {
			require(call.thread.join(Program.PATIENCE), "a call never returned, " + call);
		}
		require(Program.until(() -> Afterwards.isQuiet(this.corral)),
				"something is left after the close: " + Afterwards.state(this.corral));
	}

	private void require(boolean holds, String otherwise) {
		if (!holds) {
			this.faults.add(otherwise);
		}
	}

	private void requireInTime(String what, long millis) {
		require(millis < LATE.toMillis(), what + " was " + millis + " ms late");
	}

	private void use(Program.Body body) {
		this.calls.add(new RepeatedCall(body, () -> this.stopped, () -> this.paused, this.faults::add));
	}

	private void launchChildren() throws InterruptedException {
		this.complete.await();
		while (!this.stopped && !Thread.interrupted()) {
			if (this.paused) {
				LockSupport.parkNanos(PAUSE);
				continue;
			}
			try {
				this.corral.task("child").timeout(SHORT).launch(CarriersHeld::letOthersRun);
			}
			catch (RejectedExecutionException ex) {
				// Full
			}
			letOthersRun();
		}
	}

	// Thread.yield would starve the bodies that have no carrier yet: on JDK 25 a virtual
	// thread that yields again is taken before one that was unparked elsewhere
	private static void letOthersRun() {
		LockSupport.parkNanos(1);
	}

	// A caller that waits waits for its task, which therefore needs no carrier
	private void launch() {
		TaskSpec spec = this.corral.task("launched").timeout(SHORT);
		long begun = System.nanoTime();
		try {
			((this.onFull == OnFull.CALLER_WAITS) ? spec.onPlatformThread() : spec).launch(CarriersHeld::letOthersRun);
		}
		finally {
			this.launches.incrementAndGet();
			note(this.worstLaunch, "a launch", Program.millisSince(begun));
		}
	}

	private void note(LongAccumulator worst, String what, long millis) {
		if (!this.closing) {
			worst.accumulate(millis);
			requireInTime(what, millis);
		}
	}

	private void read() {
		reading("counts()", this.corral::counts);
		reading("countsByName()", this.corral.monitor()::countsByName);
		reading("leaks(String)", () -> this.corral.monitor().leaks("spins"));
		reading("oldestAges()", this.corral.monitor()::oldestAges);
		reading("scopes()", this.corral.monitor()::scopes);
		reading("find(long)", () -> this.corral.monitor().find(this.spinners.getFirst().task().id()));
		reading("groups(TaskFilter,Grouping)", () -> this.corral.dumps().groups(TaskFilter.all(), Grouping.SAMPLED));
		reading("write(TaskFilter,long,Appendable)", () -> {
			StringBuilder text = new StringBuilder();
			this.corral.dumps().write(TaskFilter.all(), 100, text);
			return text;
		});
	}

	private void reading(String what, Supplier<?> reading) {
		long begun = System.nanoTime();
		require(reading.get() != null, what + " gave nothing");
		this.readings.incrementAndGet();
		note(this.worstReading, what, Program.millisSince(begun));
	}

	private void openScope() {
		long begun = System.nanoTime();
		try (CancellationScope scope = this.corral.openScope("scope", ScopeConfig.failFast().timeout(SHORT))) {
			scope.cancel("enough");
		}
		note(this.worstLaunch, "a scope", Program.millisSince(begun));
	}

	private void cancelSomething() {
		long begun = System.nanoTime();
		this.corral.task("cancelled")
			.onPlatformThread()
			.tryLaunch(Afterwards.FOR_EVER)
			.ifPresent((task) -> this.corral.monitor().cancel(task.id(), "enough"));
		note(this.worstLaunch, "a cancel by id", Program.millisSince(begun));
	}

}
