package dev.corral.spring.boot;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The places of answers that are being made, which all endpoints share. */
@Configuration(proxyBeanMethods = false)
class TurnstileConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Turnstile corralTurnstile() {
		return new Turnstile(Turnstile.AT_ONCE, System::nanoTime);
	}

}
