package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;

import dev.corral.Corral;

/**
 * Makes one public call at the end of the stack before anything else was done with the
 * launcher, so that whatever is used for the first time is used there.
 */
final class StackExhaustedFirstUse {

	private StackExhaustedFirstUse() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			String name = System.getProperty("corral.chaos.call", "Corral.launch(String,TaskBody)");
			Call call = Calls.all().stream().filter((one) -> one.toString().equals(name)).findFirst().orElseThrow();
			int[] depths = Exhaustion.depths(Program.number("corral.chaos.depths", 200));
			Corral corral = Corral.create(Afterwards.CONFIG);
			List<String> faults = new ArrayList<>(new Exhaustion(corral, call, Place.ofProperty()).run(depths));
			faults.addAll(Afterwards.faults(corral, Afterwards.CONFIG));
			faults.addAll(Afterwards.threadFaults());
			faults.forEach(Program::fault);
		});
	}

}
