package dev.corral.internal.registry;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Printable;

/** Renders where a task comes from for the log, escaped: compilers choose these names. */
public final class LaunchText {

	private LaunchText() {
	}

	public static String of(LaunchSite site) {
		return Printable.of(site.toString());
	}

	// With the ancestors, nearest first
	public static String of(LaunchSite site, @Nullable Lineage lineage) {
		StringBuilder line = new StringBuilder(of(site));
		if (lineage != null) {
			lineage.lines().forEach((ancestor) -> line.append(" in ").append(ancestor));
		}
		return line.toString();
	}

}
