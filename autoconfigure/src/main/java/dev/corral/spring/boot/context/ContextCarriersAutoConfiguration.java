package dev.corral.spring.boot.context;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.corral.ContextCarrier;

/**
 * Auto-configuration of the context carriers: the MDC, the locale, and what Micrometer's
 * context propagation carries. A bean named {@code mdcContextCarrier},
 * {@code localeContextCarrier} or {@code contextSnapshotCarrier} replaces the one here.
 * Carriers without an order, or with an order of 0 or more, come after these.
 * <p>
 * Request attributes are not carried, on purpose: the container recycles a request when
 * it ends, and a task may outlive it. Read what the task needs before the launch.
 */
@AutoConfiguration
public final class ContextCarriersAutoConfiguration {

	/*-
	 * Contexts are cleared in reverse order. The MDC is the first to be restored, so it is
	 * cleared after the scope of an observation, which puts its trace into the MDC and
	 * removes it again. The locale is restored after the snapshot: an accessor registered
	 * there would carry the locale context of the request itself, and ours has to win.
	 */

	private static final int MDC_ORDER = -300;

	private static final int SNAPSHOT_ORDER = -200;

	private static final int LOCALE_ORDER = -100;

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

	/**
	 * Traces, the security context and everything else with a registered accessor. The
	 * carrier uses the {@link ContextSnapshotFactory} bean if there is exactly one, else
	 * a factory over the global registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextSnapshotFactory.class)
	static class SnapshotConfiguration {

		@Bean
		@Order(SNAPSHOT_ORDER)
		@ConditionalOnMissingBean(name = "contextSnapshotCarrier")
		ContextSnapshotCarrier contextSnapshotCarrier(ObjectProvider<ContextSnapshotFactory> factories) {
			return new ContextSnapshotCarrier(factories.getIfUnique(() -> ContextSnapshotFactory.builder().build()));
		}

	}

}
