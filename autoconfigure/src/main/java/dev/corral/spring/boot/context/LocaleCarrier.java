package dev.corral.spring.boot.context;

import java.util.TimeZone;

import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;

import dev.corral.ContextCarrier;

/**
 * Carries the locale and the time zone of {@link LocaleContextHolder}, as they are at the
 * launch. Thread-safe.
 */
final class LocaleCarrier implements ContextCarrier {

	/*-
	 * The context that DispatcherServlet binds reads the locale from the request at every
	 * call. A task may outlive the request, whose object then serves another request. So
	 * the values are carried, not the context.
	 */

	@Override
	public @Nullable Context capture() {
		LocaleContext bound = LocaleContextHolder.getLocaleContext();
		if (bound == null) {
			return null;
		}
		LocaleContext carried = resolved(bound);
		return () -> {
			LocaleContextHolder.setLocaleContext(carried);
			return LocaleContextHolder::resetLocaleContext;
		};
	}

	private static LocaleContext resolved(LocaleContext bound) {
		TimeZone zone = (bound instanceof TimeZoneAwareLocaleContext aware) ? aware.getTimeZone() : null;
		return (zone != null) ? new SimpleTimeZoneAwareLocaleContext(bound.getLocale(), zone)
				: new SimpleLocaleContext(bound.getLocale());
	}

}
