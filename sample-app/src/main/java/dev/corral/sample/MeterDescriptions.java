package dev.corral.sample;

import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.stereotype.Component;

/**
 * Describes meters that come without a description, of which {@code promtool check
 * metrics} complains.
 */
@Component
class MeterDescriptions implements MeterFilter {

	private static final Map<String, String> BY_NAME = Map.ofEntries(
			Map.entry("http.server.requests", "Requests that were answered"),
			Map.entry("http.server.requests.active", "Requests that are being answered"),
			Map.entry("tomcat.sessions.active.current", "Sessions that are open"),
			Map.entry("tomcat.sessions.active.max", "Sessions that were open at once at most"),
			Map.entry("tomcat.sessions.alive.max", "Longest life of a session that expired"),
			Map.entry("tomcat.sessions.created", "Sessions that were created"),
			Map.entry("tomcat.sessions.expired", "Sessions that expired"),
			Map.entry("tomcat.sessions.rejected", "Sessions refused because there were too many"));

	@Override
	public Meter.Id map(Meter.Id id) {
		String description = BY_NAME.get(id.getName());
		if (description == null || id.getDescription() != null) {
			return id;
		}
		return new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), description, id.getType());
	}

}
