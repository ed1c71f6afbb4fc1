package dev.corral.spring.boot;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;

import dev.corral.CallbackList;
import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.RecoveryHandler;
import dev.corral.TaskListener;
import dev.corral.event.TaskEvent;
import dev.corral.monitor.Panic;

/**
 * The handlers, listeners and carriers of the launcher, in whatever order they and the
 * launcher are created. Thread-safe.
 */
class CallbackBeans implements SmartLifecycle, DisposableBean {

	/*-
	 * A callback may need the launcher, directly or through other beans. So a callback that
	 * cannot be created before the launcher is created when the context starts its lifecycle
	 * beans, this one first. By then all singletons are there, the launcher among them, as
	 * CorralLifecycle needs it. Only threads that create the context create beans here: a task
	 * that did so could wait for a thread that holds Spring's lock and waits for the task.
	 */

	private static final Logger logger = LoggerFactory.getLogger(CallbackBeans.class);

	private final StartupCalls<RecoveryHandler, Panic> handlers;

	private final StartupCalls<TaskListener, TaskEvent> listeners;

	private final LateBeans<ContextCarrier> carriers;

	private final CallbackList<ContextCarrier> carrierList = new CallbackList<>();

	private volatile boolean running;

	CallbackBeans(ConfigurableListableBeanFactory factory) {
		this.handlers = new StartupCalls<>(new LateBeans<>(factory, RecoveryHandler.class), RecoveryHandler::recover,
				(calls, called) -> (panic) -> calls.receive(panic, called));
		this.listeners = new StartupCalls<>(new LateBeans<>(factory, TaskListener.class), TaskListener::on,
				(calls, called) -> (event) -> calls.receive(event, called));
		this.carriers = new LateBeans<>(factory, ContextCarrier.class);
	}

	/**
	 * Creates the launcher, after the callbacks that do not need it.
	 * @param config everything but the callbacks
	 * @return a launcher that calls them
	 */
	Corral launcher(CorralConfig config) {
		this.carriers.find(false);
		this.carrierList.replaceWith(this.carriers.ordered());
		this.handlers.findEarly();
		this.listeners.findEarly();
		return Corral.create(config.withRecoveryHandlers(this.handlers.list())
			.withListeners(this.listeners.list())
			.withContextCarriers(this.carrierList));
	}

	@Override
	public void start() {
		if (this.running) {
			return;
		}
		this.running = true;
		this.carriers.find(true);
		this.carrierList.replaceWith(this.carriers.ordered());
		List<StartupCalls.Kept<TaskListener, TaskEvent>> events = this.listeners.findAll();
		List<StartupCalls.Kept<RecoveryHandler, Panic>> panics = this.handlers.findAll();
		if (!events.isEmpty() || !panics.isEmpty()) {
			Thread.ofVirtual().name("corral-startup-calls").start(() -> {
				this.listeners.deliver(events);
				this.handlers.deliver(panics);
			});
		}
	}

	// A launcher that closes still has its callbacks
	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	// Without effect after a start
	@Override
	public void destroy() {
		int undelivered = this.handlers.end() + this.listeners.end();
		if (undelivered > 0) {
			logger.warn("{} panics or events during the start were not delivered: the context did not start",
					undelivered);
		}
	}

}
