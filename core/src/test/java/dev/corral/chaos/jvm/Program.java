package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * What all programs share. A program prints {@code FAULT} with a reason for everything
 * that does not hold, and {@code CASE} with a result for each of its parts. It exits with
 * 0 when all holds and with 1 otherwise.
 */
final class Program {

	/** For what has no promised bound. */
	static final Duration PATIENCE = Duration.ofSeconds(number("corral.chaos.patience", 15));

	/**
	 * What a close may take beyond what it promises. A busy machine runs a thread late;
	 * {@code -Dcorral.chaos.slack=PT1S} is for a quiet one.
	 */
	static final Duration SLACK = Duration.parse(System.getProperty("corral.chaos.slack", "PT8S"));

	/** Starts the line of a part's result. */
	static final String CASE = "CASE ";

	/** Starts the line of a fault. */
	static final String FAULT = "FAULT ";

	/** How many faults are enough to stop. */
	private static final int ENOUGH = number("corral.chaos.enough", 12);

	/** How often a condition is looked at before the first sleep. */
	private static final int SHORT_LOOKS = 100;

	private static final long SHORTLY = 20_000;

	/** How many faults of a part are shown. */
	private static final int SHOWN = 4;

	private static final Queue<String> FAULTS = new ConcurrentLinkedQueue<>();

	private Program() {
	}

	/**
	 * Runs a program and ends the virtual machine, whatever threads are left.
	 * @param body what it does
	 */
	static void run(Body body) {
		watch(Thread.currentThread());
		try {
			body.run();
		}
		catch (Throwable ex) {
			fault("the program failed with " + text(ex));
		}
		exit();
	}

	static void exit() {
		System.out.flush();
		Runtime.getRuntime().halt(FAULTS.isEmpty() ? 0 : 1);
	}

	// A program that hangs shows where before it is killed from outside
	private static void watch(Thread main) {
		Duration limit = Duration.ofSeconds(number("corral.chaos.limit", 600));
		Thread.ofPlatform().daemon().name("watchdog").start(() -> {
			if (!until(() -> !main.isAlive(), limit)) {
				fault("the program hangs");
				printStacks();
				exit();
			}
		});
	}

	private static void printStacks() {
		for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
			String name = entry.getKey().getName();
			if (!name.equals("main") && !name.startsWith("corral-")) {
				continue;
			}
			StringBuilder text = new StringBuilder(entry.getKey().toString()).append(' ')
				.append(entry.getKey().getState());
			for (StackTraceElement element : entry.getValue()) {
				text.append("\n\tat ").append(element);
			}
			System.out.println(text);
		}
	}

	static void fault(String what) {
		FAULTS.add(what);
		System.out.println(FAULT + what);
	}

	@CanIgnoreReturnValue
	static boolean check(boolean holds, String otherwise) {
		if (!holds) {
			fault(otherwise);
		}
		return holds;
	}

	static boolean hasFaults() {
		return !FAULTS.isEmpty();
	}

	static boolean hasEnoughFaults() {
		return FAULTS.size() >= ENOUGH;
	}

	// The result of a part of a program
	static void result(String part, List<String> faults) {
		if (faults.isEmpty()) {
			System.out.println(CASE + part + ": held");
		}
		else {
			List<String> shown = faults.stream().distinct().limit(SHOWN).toList();
			String more = (faults.size() > shown.size()) ? "; and so on, " + faults.size() + " faults" : "";
			System.out.println(CASE + part + ": FAILED " + String.join("; ", shown) + more);
			fault(part + ": " + faults.getFirst());
		}
	}

	/**
	 * Waits for a condition that another thread brings about without a signal. The one
	 * place that sleeps.
	 * @param condition what to wait for
	 * @param limit the longest wait
	 * @return whether it came about
	 */
	static boolean until(BooleanSupplier condition, Duration limit) {
		long begun = System.nanoTime();
		for (int looks = 0; !condition.getAsBoolean(); looks++) {
			if (looks < SHORT_LOOKS) {
				LockSupport.parkNanos(SHORTLY);
				continue;
			}
			if (System.nanoTime() - begun > limit.toNanos()) {
				return condition.getAsBoolean();
			}
			try {
				Thread.sleep(2);
			}
			catch (InterruptedException ex) {
				// Nobody interrupts it for a reason
			}
		}
		return true;
	}

	static boolean until(BooleanSupplier condition) {
		return until(condition, PATIENCE);
	}

	static long millisSince(long nanoTime) {
		return (System.nanoTime() - nanoTime) / 1_000_000;
	}

	static int number(String property, int otherwise) {
		return Integer.getInteger(property, otherwise);
	}

	// The error itself, then what lies below it
	static String text(Throwable thrown) {
		StringBuilder text = new StringBuilder();
		@Nullable Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 4; depth++) {
			text.append((depth > 0) ? " caused by " : "").append(cause);
			StackTraceElement[] stack = cause.getStackTrace();
			for (int i = 0; i < Math.min(3, stack.length); i++) {
				text.append(" at ").append(stack[i]);
			}
			cause = cause.getCause();
		}
		return text.toString().replace('\n', ' ');
	}

	/** What a program does. */
	@FunctionalInterface
	interface Body {

		void run() throws Exception;

	}

}
