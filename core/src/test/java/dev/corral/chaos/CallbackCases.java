package dev.corral.chaos;

import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import dev.corral.Task;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/** Every kind of callback combined with every kind of hostile act. */
final class CallbackCases {

	private CallbackCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(CallbackSite.values())
			.flatMap((site) -> Stream.of(HostileAct.values()).filter(site::suits).map((act) -> cell(site, act)));
	}

	private static ChaosCase cell(CallbackSite site, HostileAct act) {
		return new ChaosCase("callback/" + text(site) + "/" + text(act), (chaos) -> play(chaos, site, act));
	}

	private static String text(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static void play(Chaos chaos, CallbackSite site, HostileAct act) throws Exception {
		CallbackStage stage = new CallbackStage(chaos, site, act);
		FutureTask<Boolean> leading = Chaos.start("leader", () -> lead(stage, site));
		stage.awaitCalled();
		if (act == HostileAct.BLOCKS) {
			chaos.othersGoOn();
			if (site.holdsEndedTask()) {
				mustBeOverdue(chaos, stage.awaitTask());
			}
		}
		else {
			stage.awaitReturned();
			if (act == HostileAct.LAUNCHES_AND_WAITS && !stage.hasLaunched()) {
				throw new AssertionError("the callback could not launch a task and wait for it");
			}
		}
		chaos.release();
		Chaos.ended("leading to the callback", leading);
		chaos.withinTheGrace("scope.close()", stage.scope()::close);
	}

	private static void mustBeOverdue(Chaos chaos, Task<?> held) throws InterruptedException {
		chaos.awaitOverdue(held);
		TaskSnapshot snapshot = chaos.corral().monitor().find(held.id()).orElseThrow();
		LeakVerdict verdict = snapshot.leak();
		if (snapshot.status() != TaskStatus.ENDING || verdict == null || verdict.reason() != LeakReason.OVERDUE) {
			throw new AssertionError("the held task is " + snapshot.status() + " under the verdict " + verdict);
		}
		if (chaos.corral().monitor().count(TaskFilter.all().withName(CallbackStage.NAME)) != 1) {
			throw new AssertionError("the held task has given its slot back");
		}
	}

	// A callback on the launching thread may make the launch fail
	private static boolean lead(CallbackStage stage, CallbackSite site) throws Exception {
		try {
			site.lead(stage);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

}
