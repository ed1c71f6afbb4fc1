package dev.corral.internal.leak;

import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;

/**
 * What equal leaks have in common.
 *
 * @param name the name of their books, of which there are not many
 * @param reason why they were found
 * @param site who launched the tasks
 */
record LeakKind(String name, LeakReason reason, LaunchSite site) {

}
