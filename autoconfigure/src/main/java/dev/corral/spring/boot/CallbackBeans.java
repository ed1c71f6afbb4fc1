package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.RecoveryHandler;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.Panic;

/**
 * The handlers, listeners and carriers of the launcher, whatever is created first.
 * Thread-safe.
 */
final class CallbackBeans implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(CallbackBeans.class);

	/** The name of the task that passes on what came before the callbacks. */
	static final String TASK = "corral-missed-callbacks";

	private final LateReceivers<RecoveryHandler, Panic> handlers;

	private final LateReceivers<TaskListener, TaskEvent> listeners;

	private final LateCarriers carriers;

	/** Whether all singletons are there, so that beans may be made on any thread. */
	private volatile boolean started;

	private volatile @Nullable Corral launcher;

	CallbackBeans(ConfigurableListableBeanFactory factory) {
		this.handlers = new LateReceivers<>(new LateBeans<>(factory, RecoveryHandler.class), () -> this.started,
				RecoveryHandler::recover, (late, called) -> (panic) -> late.receive(panic, called));
		this.listeners = new LateReceivers<>(new LateBeans<>(factory, TaskListener.class), () -> this.started,
				TaskListener::on, (late, called) -> (event) -> late.receive(event, called));
		this.carriers = new LateCarriers(new LateBeans<>(factory, ContextCarrier.class), () -> this.started);
		this.handlers.open();
		this.listeners.open();
		this.carriers.open();
	}

	/**
	 * Makes the launcher. Carriers that do not need it are made first, since a launch
	 * cannot wait for them.
	 * @param config everything but the callbacks
	 * @return a launcher that calls them
	 */
	Corral launcher(CorralConfig config) {
		this.carriers.find(LateBeans.Attempt.EARLY);
		if (this.started) {
			this.handlers.find(LateBeans.Attempt.EARLY);
			this.listeners.find(LateBeans.Attempt.EARLY);
		}
		Corral corral = Corral.create(config.withRecoveryHandlers(this.handlers.list())
			.withListeners(this.listeners.list())
			.withContextCarriers(this.carriers.list()));
		this.launcher = corral;
		return corral;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Corral corral = this.launcher;
		if (corral != null) {
			this.carriers.find(LateBeans.Attempt.STARTED);
			this.handlers.find(LateBeans.Attempt.STARTED);
			this.listeners.find(LateBeans.Attempt.STARTED);
			List<Runnable> missed = new ArrayList<>();
			this.listeners.takeMissed().ifPresent(missed::add);
			this.handlers.takeMissed().ifPresent(missed::add);
			if (!missed.isEmpty()) {
				passOn(missed, corral);
			}
		}
		this.started = true;
	}

	// By a task: the caller starts the application, and must not wait for callbacks
	private static void passOn(List<Runnable> missed, Corral corral) {
		try {
			corral.launch(TASK, () -> missed.forEach(Runnable::run));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("What came before the callbacks is not passed on to them: {}", ex.getMessage());
		}
	}

}
