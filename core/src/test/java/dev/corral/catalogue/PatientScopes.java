package dev.corral.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.TaskLauncher;

/** Negatives of tasks that are held by what their scope still has. */
final class PatientScopes {

	private PatientScopes() {
	}

	static List<Row> rows() {
		return List.of(Row.negative("task beside a sleeper in its scope", Pattern.PATIENT, BesideSleeper::new),
				Row.negative("task in a scope below that of a sleeper", Pattern.PATIENT, BelowSleeper::new),
				Row.negative("task in a scope with a timeout", Pattern.PATIENT, ScopeTimeout::new));
	}

	private static void awaitNobody() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	private static void sleep() throws InterruptedException {
		TimeUnit.HOURS.sleep(1);
	}

	/** The sleeper may fail, and cancel it with the scope. */
	private static final class BesideSleeper extends PatientKernel {

		BesideSleeper(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "owner").launch(() -> {
				try (CancellationScope scope = launcher.openScope("both")) {
					task(scope, "sleeper").launch(PatientScopes::sleep);
					task(scope, "waiter").launch(PatientScopes::awaitNobody);
					scope.join();
				}
			});
		}

	}

	/** The sleeper may fail, and cancel the scope above. */
	private static final class BelowSleeper extends PatientKernel {

		BelowSleeper(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "owner").launch(() -> {
				try (CancellationScope above = launcher.openScope("above");
						CancellationScope below = above.openScope("below")) {
					task(above, "sleeper").launch(PatientScopes::sleep);
					task(below, "waiter").launch(PatientScopes::awaitNobody);
					above.join();
				}
			});
		}

	}

	/** Will be timed out with its scope. */
	private static final class ScopeTimeout extends PatientKernel {

		ScopeTimeout(boolean declared) {
			super(declared);
		}

		@Override
		void start(TaskLauncher launcher) {
			task(launcher, "owner").launch(() -> {
				ScopeConfig limited = ScopeConfig.failFast().timeout(Duration.ofHours(1));
				try (CancellationScope scope = launcher.openScope("limited", limited)) {
					task(scope, "waiter").launch(PatientScopes::awaitNobody);
					scope.join();
				}
			});
		}

	}

}
