package dev.corral.chaos.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.monitor.TaskStatus;

/**
 * Waiting tasks keep every carrier, as virtual threads do that park while there is no
 * memory: they cannot be unmounted, and wait on their carriers until they are woken. Here
 * they are pinned while they park for the first time.
 */
final class KeptCarriers {

	private static final int ROUNDS = Program.number("corral.chaos.rounds", 1);

	private static final int CARRIERS = Program.number("jdk.virtualThreadScheduler.parallelism", 2);

	private static final int OTHERS = 20;

	private final Corral corral = Corral.create(Afterwards.CONFIG);

	private final MethodHandle pin;

	private final MethodHandle unpin;

	private KeptCarriers() throws ReflectiveOperationException {
		Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
		MethodHandles.Lookup lookup = MethodHandles.lookup();
		this.pin = lookup.findStatic(continuation, "pin", MethodType.methodType(void.class));
		this.unpin = lookup.findStatic(continuation, "unpin", MethodType.methodType(void.class));
	}

	public static void main(String[] args) {
		Program.run(() -> {
			for (int i = 1; i <= ROUNDS; i++) {
				Program.result("carriers kept by waiting threads, round " + i, new KeptCarriers().round());
			}
		});
	}

	private List<String> round() throws Exception {
		List<String> faults = new ArrayList<>();
		CountDownLatch begun = new CountDownLatch(CARRIERS);
		List<Task<?>> keepers = new ArrayList<>();
		for (int i = 0; i < CARRIERS; i++) {
			keepers.add(this.corral.call("keeps", () -> keep(begun)));
		}
		begun.await();
		List<Task<?>> others = new ArrayList<>();
		for (int i = 0; i < OTHERS; i++) {
			others.add(this.corral.launch("others", Calls.NOTHING));
		}
		if (!Program.until(() -> others.stream().allMatch((task) -> task.status() == TaskStatus.SUCCEEDED))) {
			faults.add("tasks did not run while others waited: " + others.getFirst().status());
		}
		keepers.forEach((task) -> task.cancel("checked"));
		faults.addAll(Afterwards.faults(this.corral, Afterwards.CONFIG));
		return faults;
	}

	private Object keep(CountDownLatch begun) throws Exception {
		try {
			this.pin.invoke();
			begun.countDown();
			LockSupport.park();
			this.unpin.invoke();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
		Afterwards.FOR_EVER.run();
		return begun;
	}

}
