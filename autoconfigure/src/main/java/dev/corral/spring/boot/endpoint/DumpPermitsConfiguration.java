package dev.corral.spring.boot.endpoint;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The places of answers that are being made, which all endpoints share. */
@Configuration(proxyBeanMethods = false)
class DumpPermitsConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DumpPermits corralDumpPermits() {
		return new DumpPermits(DumpPermits.AT_ONCE, System::nanoTime);
	}

}
