package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.monitor.Counts;

/** A hundred thousand parked tasks are cancelled by one call. */
final class MassCancel {

	private static final int TASKS = Program.number("corral.chaos.tasks", 100_000);

	private static final CorralConfig CONFIG = Afterwards.CONFIG.withMaxLive(0)
		.withLeakAfter(Calls.HOUR)
		.withCancelGrace(Duration.ofSeconds(30));

	private MassCancel() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			for (int i = 0; i < Program.number("corral.chaos.rounds", 1); i++) {
				Program.result("mass cancel of " + TASKS + " parked tasks, round " + (i + 1), round());
			}
		});
	}

	private static List<String> round() {
		List<String> faults = new ArrayList<>();
		Corral corral = Corral.create(CONFIG);
		CancellationScope scope = corral.openScope("mass");
		List<Task<?>> tasks = new ArrayList<>();
		for (int i = 0; i < TASKS; i++) {
			tasks.add(scope.task("parked").timeout(Calls.HOUR).launch(Afterwards.FOR_EVER));
		}
		if (!Program.until(() -> corral.counts().queued() == 0, Program.PATIENCE.multipliedBy(4))) {
			faults.add("not all tasks began: " + corral.counts());
		}
		scope.cancel("enough");
		if (!Program.until(() -> corral.counts().settled() == TASKS, Program.PATIENCE.multipliedBy(4))) {
			faults.add("not all tasks ended: " + corral.counts());
		}
		scope.close();
		if (!tasks.stream().allMatch(Task::isCancelled)) {
			faults.add("not all tasks were cancelled");
		}
		Counts counts = corral.counts();
		if (counts.cancelled() != TASKS || counts.panicked() != 0) {
			faults.add("counters are wrong: " + counts);
		}
		corral.close();
		Corral next = Corral.create(Afterwards.CONFIG);
		faults.addAll(Afterwards.faults(next, Afterwards.CONFIG));
		return faults;
	}

}
