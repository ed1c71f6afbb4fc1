package dev.corral.chaos.jvm;

import java.io.StringWriter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
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

	private static final Duration SOON = Duration.ofMillis(50);

	private final Corral corral = Corral.create(Afterwards.CONFIG);

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
		AtomicReference<Thread> thread = new AtomicReference<>();
		Task<?> silent = this.corral.task("silent").timeout(SOON).launch(() -> {
			thread.set(Thread.currentThread());
			while (!Thread.currentThread().isInterrupted()) {
				LockSupport.park();
			}
		});
		Program.until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
		set(thread.get(), "PARKING");
		awaitVerdict(silent, "the silent task");
		Task<?> deaf = this.corral.task("deaf").timeout(SOON).launch(() -> {
			while (!isOver(silent)) {
				LockSupport.parkNanos(SOON.toNanos());
			}
		});
		awaitVerdict(deaf, "a task after it");
		awaitCall("a dump", () -> this.corral.dumps().write(TaskFilter.all(), 10, new StringWriter()));
		awaitCall("a grouped dump",
				() -> this.corral.dumps().writeGrouped(TaskFilter.all(), Grouping.EXACT, 10, new StringWriter()));
		awaitCall("a look at the task", () -> this.corral.monitor().find(silent.id()));
		wakeUp(thread.get());
		if (!Program.until(() -> isOver(silent))) {
			this.faults.add("the task did not go on when its thread did");
		}
		this.faults.addAll(Afterwards.faults(this.corral, Afterwards.CONFIG));
		return this.faults;
	}

	private boolean isOver(Task<?> task) {
		return this.corral.monitor().find(task.id()).isEmpty();
	}

	private void awaitVerdict(Task<?> task, String what) {
		boolean found = Program.until(() -> this.corral.monitor()
			.recentLeaks()
			.stream()
			.anyMatch((leak) -> leak.task() == task.id() && leak.reason() == LeakReason.OVERDUE));
		if (!found) {
			this.faults.add(what + " has no verdict");
		}
	}

	private void awaitCall(String what, Program.Body call) throws Exception {
		CompletableFuture<Boolean> returned = new CompletableFuture<>();
		Thread.ofPlatform().daemon().start(() -> {
			try {
				call.run();
				returned.complete(true);
			}
			catch (Exception ex) {
				returned.completeExceptionally(ex);
			}
		});
		try {
			returned.get(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			this.faults.add(what + " never returned");
		}
	}

	private static void wakeUp(Thread thread) throws ReflectiveOperationException {
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

}
