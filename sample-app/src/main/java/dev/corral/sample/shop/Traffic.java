package dev.corral.sample.shop;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.corral.RestartPolicy;
import dev.corral.TaskContext;
import dev.corral.TaskLauncher;

/**
 * Buys apples for ever, so that dashboards have something to show. It goes on after a
 * request that failed, as the last one may when the service shuts down.
 */
@Component
@ConditionalOnBooleanProperty("shop.traffic.enabled")
class Traffic {

	private final TaskLauncher tasks;

	private final Services services;

	private final ShopProperties properties;

	Traffic(TaskLauncher tasks, Services services, ShopProperties properties) {
		this.tasks = tasks;
		this.services = services;
		this.properties = properties;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		this.tasks.task("traffic").longRunning().noTimeout().restart(RestartPolicy.forever()).launch(() -> {
			while (!TaskContext.current().isCancelled()) {
				this.services.checkout("{\"items\":[\"apple\"],\"quantity\":1}");
				Thread.sleep(this.properties.traffic().pause());
			}
		});
	}

}
