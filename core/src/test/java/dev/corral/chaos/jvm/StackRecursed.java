package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskSpec;
import dev.corral.monitor.Registration;

/**
 * Recursions without an end that make calls at every level on the way down, and undo them
 * on the way up.
 */
final class StackRecursed {

	private static final Place PLACE = Place.ofProperty();

	private static final CorralConfig CONFIG = Afterwards.CONFIG.withMaxLive(20_000);

	private static final int ROUNDS = 10 * Program.number("corral.chaos.rounds", 1);

	private StackRecursed() {
	}

	public static void main(String[] args) {
		Program.run(() -> {
			for (Recursion recursion : Recursion.values()) {
				Program.result("recursion without an end " + PLACE + " that " + recursion, faults(recursion));
			}
			Afterwards.threadFaults().forEach(Program::fault);
		});
	}

	private static List<String> faults(Recursion recursion) {
		Corral corral = Corral.create(CONFIG);
		List<String> faults = new CopyOnWriteArrayList<>();
		for (int i = 0; i < ROUNDS && faults.isEmpty(); i++) {
			round(corral, recursion, faults);
			Afterwards.unrest(corral).ifPresent((left) -> faults.add("something is left: " + left));
		}
		List<String> all = new ArrayList<>(faults);
		all.addAll(Afterwards.faults(corral, CONFIG));
		return all;
	}

	private static void round(Corral corral, Recursion recursion, List<String> faults) {
		if (PLACE.isTask()) {
			TaskSpec spec = corral.task("recurses");
			Task<?> task = ((PLACE == Place.PLATFORM_TASK) ? spec.onPlatformThread() : spec)
				.launch(() -> descend(corral, recursion, faults));
			if (!Program.until(() -> task.status().isSettled())) {
				faults.add("the task is " + task.status());
			}
			return;
		}
		Runnable body = () -> descend(corral, recursion, faults);
		Thread thread = (PLACE == Place.VIRTUAL_THREAD) ? Thread.ofVirtual().start(body)
				: Thread.ofPlatform().daemon().start(body);
		if (!Program.until(() -> !thread.isAlive(), Program.PATIENCE.multipliedBy(4))) {
			faults.add("the recursion hangs: " + List.of(thread.getStackTrace()).stream().limit(12).toList());
		}
	}

	private static void descend(Corral corral, Recursion recursion, List<String> faults) {
		try {
			recursion.descend(corral);
			faults.add("the recursion came to an end");
		}
		catch (StackOverflowError ex) {
			// As it should
		}
		catch (Throwable ex) {
			faults.add("a call threw " + Program.text(ex));
		}
	}

	/** What is done at every level. */
	@SuppressWarnings("InfiniteRecursion")
	private enum Recursion {

		OPENS_A_SCOPE_WITH_A_TIMEOUT {
			@Override
			void descend(Corral corral) {
				try (CancellationScope scope = corral.openScope("level", Calls.TIMED)) {
					if (!scope.isCancelled()) {
						descend(corral);
					}
				}
			}
		},

		OPENS_A_SCOPE_IN_THE_SCOPE_ABOVE {
			@Override
			void descend(Corral corral) {
				try (CancellationScope top = corral.openScope("top", Calls.TIMED)) {
					descend(top);
				}
			}

			private void descend(CancellationScope above) {
				try (CancellationScope scope = above.openScope("level")) {
					descend(scope);
				}
			}
		},

		CANCELS_A_SCOPE {
			@Override
			void descend(Corral corral) {
				CancellationScope scope = corral.openScope("level", Calls.TIMED);
				try {
					descend(corral);
				}
				finally {
					scope.cancel("enough");
					scope.close();
				}
			}
		},

		LAUNCHES_A_TASK_WITH_A_TIMEOUT {
			@Override
			void descend(Corral corral) {
				Task<?> task = corral.task("level").timeout(Calls.HOUR).launch(Calls.NOTHING);
				descend(corral);
				task.cancel("never reached");
			}
		},

		CANCELS_A_TASK {
			@Override
			void descend(Corral corral) {
				Task<?> task = corral.task("level").timeout(Calls.HOUR).launch(Afterwards.FOR_EVER);
				try {
					descend(corral);
				}
				finally {
					task.cancel("enough");
				}
			}
		},

		REGISTERS_A_CALLBACK {
			@Override
			void descend(Corral corral) {
				try (CancellationScope scope = corral.openScope("top")) {
					descend(scope);
				}
			}

			private void descend(CancellationScope scope) {
				Registration registration = scope.onCancel(Calls.RUNNABLE);
				try {
					descend(scope);
				}
				finally {
					registration.unregister();
				}
			}
		};

		abstract void descend(Corral corral);

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
