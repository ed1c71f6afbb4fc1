package dev.corral.chaos.jvm;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import dev.corral.Corral;

/** Makes every public call at the end of the stack, at every depth, in one place. */
final class StackExhausted {

	private static final Place PLACE = Place.ofProperty();

	private static final int[] DEPTHS = Exhaustion.depths(Program.number("corral.chaos.depths", 200));

	/** How many launchers are checked at once, which is mostly waiting. */
	private static final int CHECKERS = 12;

	private StackExhausted() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			Calls.forgotten().forEach(Program::fault);
			Pattern chosen = Pattern.compile(System.getProperty("corral.chaos.calls", ".*"));
			List<Call> calls = Calls.all().stream().filter((call) -> chosen.matcher(call.toString()).find()).toList();
			calls.forEach(StackExhausted::warmUp);
			if (!Program.hasFaults()) {
				exhaust(calls);
				Afterwards.threadFaults().forEach(Program::fault);
			}
		});
	}

	// With plenty of stack, so that a call that is made in a wrong way shows
	private static void warmUp(Call call) {
		Corral corral = Corral.create(Afterwards.CONFIG);
		new Exhaustion(corral, call, PLACE).run(Exhaustion.PLENTY)
			.forEach((fault) -> Program.fault(call + ": " + fault));
		corral.close();
	}

	private static void exhaust(List<Call> calls) {
		Queue<Runnable> checks = new ConcurrentLinkedQueue<>();
		inParallel(Runtime.getRuntime().availableProcessors(),
				calls.stream().<Runnable>map((call) -> () -> checks.add(exhaust(call))).toList());
		inParallel(CHECKERS, checks);
	}

	// Returns the check, for when the processors are free
	private static Runnable exhaust(Call call) {
		Corral corral = Corral.create(Afterwards.CONFIG);
		List<String> faults = Program.hasEnoughFaults() ? List.of("was not tried after so many faults")
				: new Exhaustion(corral, call, PLACE).run(DEPTHS);
		if (!faults.isEmpty()) {
			report(call, faults);
			return () -> Afterwards.closeInTime(corral, Afterwards.CONFIG);
		}
		return () -> report(call, Afterwards.faults(corral, Afterwards.CONFIG));
	}

	private static void report(Call call, List<String> faults) {
		Program.result("stack exhausted " + PLACE + ", " + call, faults);
	}

	private static void inParallel(int threads, Collection<Runnable> actions) {
		try (ExecutorService service = Executors.newFixedThreadPool(threads)) {
			actions.forEach(service::execute);
		}
	}

}
