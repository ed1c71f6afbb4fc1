package dev.corral;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.Panic;
import dev.corral.snapshot.Printable;
import dev.corral.time.Backend;

/**
 * Tells a panic: to the log first, then to the handlers. The one place that guards them.
 */
final class Panics {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Backend backend;

	private final List<RecoveryHandler> handlers;

	Panics(Backend backend, List<RecoveryHandler> handlers) {
		this.backend = backend;
		this.handlers = handlers;
	}

	void tell(SupervisedTask<?> task, Throwable cause, boolean late) {
		Duration ranFor = Duration.ofNanos(this.backend.nanoTime() - task.startedAt);
		Panic panic = new Panic(task.id(), task.name(), (task.scope != null) ? task.scope.path() : "root", 1, cause,
				task.launchSite, (task.lineage != null) ? task.lineage.lines() : List.of(),
				Thread.currentThread().getName(), this.backend.now().minus(ranFor), ranFor, late);
		log(panic);
		RecoveryHandler own = task.options.handler();
		for (RecoveryHandler handler : (own != null) ? List.of(own) : this.handlers) {
			recover(handler, panic);
		}
	}

	private static void log(Panic panic) {
		try {
			logger.error("Task {} \"{}\" panicked{} after {}, launched by {}", panic.id(), Printable.of(panic.name()),
					panic.late() ? " late" : "", panic.ranFor(), panic.launchSite(), panic.cause());
		}
		catch (Throwable ex) {
			// A log that fails must not keep the handlers from hearing of the panic
		}
	}

	@SuppressWarnings("ReferenceEquality")
	private static void recover(RecoveryHandler handler, Panic panic) {
		try {
			handler.recover(panic);
		}
		catch (Throwable ex) {
			try {
				if (ex != panic.cause()) {
					ex.addSuppressed(panic.cause());
				}
				logger.error("Recovery handler {} failed on the panic of task {}", handler.getClass().getName(),
						panic.id(), ex);
			}
			catch (Throwable unlogged) {
				// Nothing is left that could be told of it
			}
		}
	}

}
