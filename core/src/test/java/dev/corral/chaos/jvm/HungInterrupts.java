package dev.corral.chaos.jvm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.monitor.LeakReason;

/**
 * Many tasks are past their timeout in a call that an interrupt does not end, so that the
 * JDK's own {@code interrupt} may not return. The tasks next to them are interrupted in
 * time all the same.
 */
final class HungInterrupts {

	private static final int VIRTUAL = Program.number("corral.chaos.virtual", 24);

	private static final int PLATFORM = Program.number("corral.chaos.platform", 40);

	/**
	 * With more of them there is no carrier left for others: the JDK adds 256 at most.
	 */
	private static final int MOST_VIRTUAL = 240;

	private static final int POLITE = 50;

	private static final Duration TIMEOUT = Duration.ofMillis(Program.number("corral.chaos.timeout", 1000));

	private static final Duration LATE = Program.SLACK.plusSeconds(4);

	private static final CorralConfig CONFIG = CorralConfig.defaults()
		.withMaxLive(3000)
		.withCancelGrace(Duration.ofMillis(300))
		.withCheckInterval(Duration.ofMillis(50))
		.withLeakAfter(Calls.HOUR)
		.withShutdownTimeout(Duration.ofMillis(200));

	private final Corral corral = Corral.create(CONFIG);

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private final List<Task<?>> hung = new ArrayList<>();

	private final List<Task<?>> polite = new CopyOnWriteArrayList<>();

	/** How many bodies are about to enter the call that hangs. */
	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicLong worstPolite = new AtomicLong();

	private volatile boolean closing;

	private HungInterrupts() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			Wait wait = Wait.valueOf(System.getProperty("corral.chaos.wait", Wait.LOCK_OF_A_FILE.name()));
			Program.check(Afterwards.faults(Corral.create(Afterwards.CONFIG), Afterwards.CONFIG).isEmpty(),
					"the warm-up failed");
			HungInterrupts program = new HungInterrupts();
			try (Blockage blockage = wait.begin(VIRTUAL + PLATFORM)) {
				program.run(blockage);
			}
			program.requireNothingIsLeft();
			System.out.println("of " + program.hung.size() + " hung tasks all had ended when they were released; "
					+ "a polite one ended " + program.worstPolite + " ms after its timeout at the latest");
			Program.result("interrupts that hang in a " + wait + ", " + VIRTUAL + " virtual and " + PLATFORM
					+ " platform tasks", List.copyOf(program.faults));
		});
	}

	private void run(Blockage blockage) throws InterruptedException {
		int virtual = blockage.holdsCarriers() ? Math.min(VIRTUAL, Runtime.getRuntime().availableProcessors())
				: VIRTUAL;
		for (int i = 0; i < virtual + PLATFORM; i++) {
			int number = i;
			TaskSpec spec = this.corral.task("hung").timeout(TIMEOUT);
			this.hung.add(((i < virtual) ? spec : spec.onPlatformThread()).launch(() -> {
				this.entered.incrementAndGet();
				blockage.enter(number);
			}));
		}
		Program.until(() -> this.entered.get() == this.hung.size());
		Thread user = Thread.ofPlatform().daemon().start(this::useInTheMeantime);
		for (int i = 0; i < POLITE; i++) {
			Duration timeout = TIMEOUT.plusMillis(i);
			TaskBody body = () -> waitPolitely(timeout);
			this.polite.add(this.corral.task("polite").timeout(timeout).onPlatformThread().launch(body));
			if (virtual <= MOST_VIRTUAL && !blockage.holdsCarriers()) {
				this.polite.add(this.corral.task("polite").timeout(timeout).launch(body));
			}
		}
		require(Program.until(() -> this.polite.stream().allMatch((task) -> task.status().isSettled())),
				"polite tasks were never interrupted by their timeout: "
						+ this.polite.stream().filter((task) -> !task.status().isSettled()).count());
		require(this.worstPolite.get() < LATE.toMillis(),
				"a polite task was interrupted " + this.worstPolite + " ms late");
		require(Program.until(this::allHungAreOverdue),
				"of " + hungCount() + " tasks that hang past their timeout " + overdueCount() + " are OVERDUE");
		System.out.println(hungCount() + " tasks hang, " + overdueCount() + " of them are OVERDUE");
		require(this.corral.counts().ending() >= hungCount(), "counters are wrong: " + this.corral.counts());
		this.closing = true;
		require(user.join(Program.PATIENCE),
				"a call never returned, at " + List.of(user.getStackTrace()).stream().limit(6).toList());
		Afterwards.closeInTime(this.corral, CONFIG).ifPresent(this.faults::add);
	}

	// Launches, cancels and counts go on
	private void useInTheMeantime() {
		while (!this.closing
				&& (this.polite.isEmpty() || !this.polite.stream().allMatch((task) -> task.status().isSettled()))) {
			long begun = System.nanoTime();
			Task<?> task = this.corral.task("meanwhile").onPlatformThread().launch(Afterwards.FOR_EVER);
			this.corral.monitor().cancel(task.id(), "enough");
			this.corral.counts();
			this.corral.monitor().find(task.id());
			this.corral.openScope("meanwhile").close();
			long millis = Program.millisSince(begun);
			require(millis < LATE.toMillis(), "calls took " + millis + " ms meanwhile");
			LockSupport.parkNanos(1_000_000);
		}
	}

	private void waitPolitely(Duration timeout) {
		long begun = System.nanoTime();
		while (!Thread.currentThread().isInterrupted()) {
			LockSupport.park(this);
		}
		long late = Program.millisSince(begun) - timeout.toMillis();
		this.worstPolite.accumulateAndGet(late, Math::max);
	}

	private long hungCount() {
		return this.hung.stream().filter((task) -> !task.status().isSettled()).count();
	}

	private boolean allHungAreOverdue() {
		return this.hung.stream().allMatch((task) -> task.status().isSettled() || isOverdue(task));
	}

	private long overdueCount() {
		return this.hung.stream().filter((task) -> !task.status().isSettled() && isOverdue(task)).count();
	}

	private boolean isOverdue(Task<?> task) {
		return this.corral.monitor()
			.find(task.id())
			.flatMap((seen) -> Optional.ofNullable(seen.leak()))
			.filter((leak) -> leak.reason() == LeakReason.OVERDUE)
			.isPresent();
	}

	private void requireNothingIsLeft() {
		require(Program.until(() -> Afterwards.isQuiet(this.corral), Program.PATIENCE.multipliedBy(3)),
				"something is left after the release: " + Afterwards.state(this.corral));
	}

	private void require(boolean holds, String otherwise) {
		if (!holds) {
			this.faults.add(otherwise);
		}
	}

	/** Where a task hangs. */
	enum Wait {

		LOCK_OF_A_FILE {
			@Override
			Blockage begin(int count) throws IOException {
				return new Blockage.FileLocks(count);
			}
		},

		READ_FROM_A_NAMED_PIPE {
			@Override
			Blockage begin(int count) throws Exception {
				return new Blockage.NamedPipes(count);
			}
		},

		READ_FROM_A_PIPE {
			@Override
			Blockage begin(int count) throws IOException {
				return new Blockage.Pipes(count);
			}
		};

		abstract Blockage begin(int count) throws Exception;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
