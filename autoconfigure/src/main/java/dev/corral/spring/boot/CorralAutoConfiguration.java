package dev.corral.spring.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;

import dev.corral.CancellationScope;
import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.RecoveryHandler;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;
import dev.corral.spring.boot.context.ContextPropagationAutoConfiguration;
import dev.corral.spring.boot.context.LocaleCarrier;

/**
 * Auto-configuration of the launcher, which takes every {@link RecoveryHandler},
 * {@link TaskListener} and {@link ContextCarrier} bean in their order.
 * <p>
 * The MDC and the locale are carried, and what
 * {@link ContextPropagationAutoConfiguration} adds; carriers of an order of 0 or more, or
 * of none, come after these. A bean named {@code mdcContextCarrier} or
 * {@code localeContextCarrier} takes the place of the one here. Request attributes are
 * not carried on purpose: the container recycles a request when it ends, which a task may
 * outlive. Read what the task needs before the launch.
 */
@AutoConfiguration
@EnableConfigurationProperties(CorralProperties.class)
public final class CorralAutoConfiguration {

	/*-
	 * Contexts are cleared in reverse. The MDC is the first, so that it is cleared after
	 * the scope of an observation, which puts its trace there and takes it out again. The
	 * locale comes after the snapshot: a registered accessor would carry the context of
	 * the request itself, and ours has to win.
	 */

	static final int MDC_ORDER = -300;

	public static final int SNAPSHOT_ORDER = -200;

	static final int LOCALE_ORDER = -100;

	@Bean
	@Primary
	@ConditionalOnMissingBean(value = TaskLauncher.class, ignored = CancellationScope.class)
	Corral corral(CorralProperties properties, ObjectProvider<RecoveryHandler> handlers,
			ObjectProvider<TaskListener> listeners, ObjectProvider<ContextCarrier> carriers) {
		return Corral.create(PropertiesToConfig.map(properties)
			.withRecoveryHandlers(handlers.orderedStream().toList())
			.withListeners(listeners.orderedStream().toList())
			.withContextCarriers(carriers.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	CorralLifecycle corralLifecycle(ObjectProvider<TaskLauncher> launchers) {
		return new CorralLifecycle(CorralLookup.in(launchers).orElse(null));
	}

	@Bean
	@Order(MDC_ORDER)
	@ConditionalOnMissingBean(name = "mdcContextCarrier")
	ContextCarrier mdcContextCarrier() {
		return ContextCarrier.mdc();
	}

	@Bean
	@Order(LOCALE_ORDER)
	@ConditionalOnMissingBean(name = "localeContextCarrier")
	LocaleCarrier localeContextCarrier() {
		return new LocaleCarrier();
	}

}
