package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;

/**
 * Makes every public call while a few bytes of heap are left: sixteen more each time, so
 * that every allocation of the call is once the first that fails.
 */
final class HeapSteps {

	private static final int STEPS = Program.number("corral.chaos.steps", 12);

	/** What the virtual machine allocates is a multiple of that. */
	private static final int STEP = 16;

	/*-
	 * Left out is what waits for a virtual thread in a timed wait: on JDK 25 that is not
	 * always resumed when the heap is exhausted just then.
	 */
	private static final Pattern LEFT_OUT = Pattern
		.compile("that ends|tasks that end|one that ends|that is restarted|isTerminated|ExecutorService.close");

	private final Corral corral = Corral.create(Afterwards.CONFIG);

	private final Call call;

	private final List<String> faults = new ArrayList<>();

	private HeapSteps(Call call) {
		this.call = call;
	}

	public static void main(String[] args) {
		Program.run(() -> {
			Pattern chosen = Pattern.compile(System.getProperty("corral.chaos.calls", ".*"));
			for (Call call : Calls.all()) {
				if (chosen.matcher(call.toString()).find() && !LEFT_OUT.matcher(call.toString()).find()
						&& !Program.hasEnoughFaults()) {
					new HeapSteps(call).run();
				}
			}
			Afterwards.threadFaults().forEach(Program::fault);
		});
	}

	// First with plenty of heap, which links and loads what the call needs
	private void run() throws Exception {
		for (int i = -2; i < STEPS && this.faults.isEmpty(); i++) {
			step(i * STEP);
		}
		if (this.faults.isEmpty()) {
			this.faults.addAll(Afterwards.faults(this.corral, Afterwards.CONFIG));
		}
		else {
			this.corral.close();
		}
		Program.result("heap exhausted at every step, " + this.call, this.faults);
	}

	private void step(int bytes) throws Exception {
		Subject subject = new Subject(this.corral, false);
		this.call.preparation().on(subject);
		@Nullable Throwable thrown = callWith(bytes, subject);
		if (thrown != null && !this.call.expects(thrown) && !isForWantOfMemory(thrown)) {
			this.faults.add("with " + bytes + " bytes the call threw " + Program.text(thrown));
		}
		subject.clear();
		Afterwards.unrest(this.corral)
			.ifPresent((left) -> this.faults.add("something is left after a call with " + bytes + " bytes: " + left));
	}

	private @Nullable Throwable callWith(int bytes, Subject subject) {
		try {
			FullHeap.free();
			if (bytes >= 0) {
				FullHeap.fill(bytes);
			}
			subject.returned(this.call.act().on(subject));
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
		finally {
			FullHeap.free();
		}
	}

	static boolean isForWantOfMemory(Throwable thrown) {
		@Nullable Throwable cause = thrown;
		for (int i = 0; cause != null && i < 10; i++) {
			if (cause instanceof OutOfMemoryError) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
