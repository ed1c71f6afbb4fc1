package dev.corral.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import dev.corral.CancellationScope;
import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.RecoveryHandler;
import dev.corral.TaskLauncher;
import dev.corral.TaskListener;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;

/**
 * Auto-configuration of the launcher and of its read side. The launcher calls every
 * {@link RecoveryHandler}, {@link TaskListener} and {@link ContextCarrier} bean, each
 * kind in its order. Such a bean may need the launcher.
 */
@AutoConfiguration
@EnableConfigurationProperties(CorralProperties.class)
public final class CorralAutoConfiguration {

	/*-
	 * A test may replace the launcher by a mock after the conditions were evaluated. Then
	 * there is no Corral bean, or its monitor() and dumps() return null. In both cases the
	 * bean methods below return null, and Spring treats the bean as absent.
	 */

	@Bean
	@Primary
	@ConditionalOnMissingBean(value = TaskLauncher.class, ignored = CancellationScope.class)
	Corral corral(CorralProperties properties, CallbackBeans callbacks) {
		return callbacks.launcher(PropertiesToConfig.map(properties));
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	CallbackBeans corralCallbackBeans(ConfigurableListableBeanFactory factory) {
		return new CallbackBeans(factory);
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	@Nullable TaskMonitor corralMonitor(ObjectProvider<Corral> launchers) {
		return launchers.stream().findFirst().map(Corral::monitor).orElse(null);
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	@Nullable TaskDumps corralDumps(ObjectProvider<Corral> launchers) {
		return launchers.stream().findFirst().map(Corral::dumps).orElse(null);
	}

	@Bean
	@ConditionalOnBean(Corral.class)
	@ConditionalOnMissingBean
	@Nullable CorralLifecycle corralLifecycle(ObjectProvider<Corral> launchers) {
		return launchers.stream().findFirst().map(CorralLifecycle::new).orElse(null);
	}

}
