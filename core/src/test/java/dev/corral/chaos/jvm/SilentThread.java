package dev.corral.chaos.jvm;

import java.io.StringWriter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.dump.Grouping;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskFilter;

/**
 * A virtual thread stands between two states, as the JDK leaves one that cannot be
 * unmounted for want of a native thread. {@code Thread.getStackTrace} of such a thread
 * never returns. Here its fields are set, so that it happens every time and can be
 * undone.
 */
final class SilentThread {

	private static final int ROUNDS = Program.number("corral.chaos.rounds", 1);

	private static final int CALLERS = 20;

	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final CorralConfig CONFIG = Afterwards.CONFIG.withLeakAfter(Duration.ofMillis(200));

	private final Corral corral = Corral.create(CONFIG);

	private final List<String> faults = new ArrayList<>();

	private SilentThread() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			for (int i = 1; i <= ROUNDS; i++) {
				Program.result("a thread that never answers, round " + i, new SilentThread().round());
			}
			Afterwards.threadFaults().forEach(Program::fault);
		});
	}

	private List<String> round() throws Exception {
		Parked ending = park("ending");
		Parked stuck = park("stuck");
		Parked silentFromTheStart = park("silent");
		lose(ending.thread());
		ending.task().cancel("its thread is lost");
		lose(silentFromTheStart.thread());
		awaitVerdict(ending.task(), LeakReason.OVERDUE);
		awaitVerdict(stuck.task(), LeakReason.STUCK);
		awaitVerdict(silentFromTheStart.task(), LeakReason.STUCK);
		lose(stuck.thread());
		CountDownLatch begun = new CountDownLatch(1);
		Task<?> next = this.corral.launch("next", () -> {
			begun.countDown();
			awaitEnd(ending.task());
		});
		begun.await();
		next.cancel("it hears none");
		awaitVerdict(next, LeakReason.OVERDUE);
		checkVerdicts();
		for (Thread.Builder caller : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
			awaitCalls(caller, "dump", () -> this.corral.dumps().write(TaskFilter.all(), 10, new StringWriter()));
			awaitCalls(caller, "grouped dump",
					() -> this.corral.dumps().writeGrouped(TaskFilter.all(), Grouping.EXACT, 10, new StringWriter()));
			awaitCalls(caller, "look at a task", () -> this.corral.monitor().find(ending.task().id()));
		}
		checkReaders();
		for (Parked parked : List.of(ending, stuck, silentFromTheStart)) {
			find(parked.thread());
			parked.task().cancel("checked");
			if (!Program.until(() -> isOver(parked.task()))) {
				this.faults.add(parked.task().name() + " did not go on when its thread did");
			}
		}
		this.faults.addAll(Afterwards.faults(this.corral, CONFIG));
		return this.faults;
	}

	private Parked park(String name) {
		AtomicReference<Thread> thread = new AtomicReference<>();
		Task<?> task = this.corral.task(name).timeout(Calls.HOUR).launch(() -> {
			thread.set(Thread.currentThread());
			while (!Thread.currentThread().isInterrupted()) {
				LockSupport.park();
			}
		});
		Program.until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
		return new Parked(task, thread.get());
	}

	private void awaitEnd(Task<?> task) {
		while (!isOver(task)) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	// A lost thread's verdict stands, and it holds no carrier
	private void checkVerdicts() {
		Program.until(() -> false, CONFIG.checkInterval().multipliedBy(10));
		if (this.corral.counts().leaked() != 4) {
			this.faults.add("a verdict has ended: " + this.corral.counts());
		}
		if (this.corral.monitor().recentLeaks().stream().anyMatch((leak) -> leak.reason() == LeakReason.RUNAWAY)) {
			this.faults.add("a lost thread is a runaway");
		}
	}

	private void checkReaders() {
		long readers = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("corral-stacks"))
			.count();
		if (readers > Afterwards.MAX_READERS) {
			this.faults.add(readers + " threads read stacks");
		}
	}

	private boolean isOver(Task<?> task) {
		return this.corral.monitor().find(task.id()).isEmpty();
	}

	private void awaitVerdict(Task<?> task, LeakReason reason) {
		boolean found = Program.until(() -> this.corral.monitor()
			.recentLeaks()
			.stream()
			.anyMatch((leak) -> leak.task() == task.id() && leak.reason() == reason));
		if (!found) {
			this.faults.add(task.name() + " is not " + reason);
		}
	}

	private void awaitCalls(Thread.Builder caller, String what, Program.Body call) throws Exception {
		CountDownLatch returned = new CountDownLatch(CALLERS);
		for (int i = 0; i < CALLERS; i++) {
			caller.start(() -> {
				try {
					call.run();
					returned.countDown();
				}
				catch (Exception ex) {
					Program.fault(what + " failed with " + Program.text(ex));
				}
			});
		}
		if (!returned.await(Program.PATIENCE.multipliedBy(2).toSeconds(), TimeUnit.SECONDS)) {
			this.faults.add("not every " + what + " returned");
		}
	}

	private static void lose(Thread thread) throws ReflectiveOperationException {
		set(thread, "PARKING");
	}

	private static void find(Thread thread) throws ReflectiveOperationException {
		field(thread, "parkPermit").setBoolean(thread, false);
		set(thread, "PARKED");
		LockSupport.unpark(thread);
	}

	private static void set(Thread thread, String state) throws ReflectiveOperationException {
		field(thread, "state").setInt(thread, field(thread, state).getInt(null));
	}

	private static Field field(Thread thread, String name) throws ReflectiveOperationException {
		Field field = thread.getClass().getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

	/**
	 * A task and its thread.
	 *
	 * @param task the task
	 * @param thread its thread, which waits
	 */
	private record Parked(Task<?> task, Thread thread) {

	}

}
