package dev.corral.sample.shop;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the shop.
 *
 * @param deadline How long the checks of a checkout may take together.
 * @param latency How long a stand-in takes at most to answer.
 * @param slow How many of 1000 answers of a stand-in take much longer.
 * @param failing How many of 1000 answers of a stand-in are failures.
 * @param traffic What keeps the shop busy by itself.
 */
@ConfigurationProperties("shop")
public record ShopProperties(@DefaultValue("1s") Duration deadline, @DefaultValue("20ms") Duration latency,
		@DefaultValue("5") int slow, @DefaultValue("5") int failing, @DefaultValue Traffic traffic) {

	/**
	 * What keeps the shop busy by itself.
	 *
	 * @param enabled Whether the generator runs.
	 * @param pause Time between two checkouts.
	 */
	public record Traffic(@DefaultValue("false") boolean enabled, @DefaultValue("100ms") Duration pause) {

	}

}
