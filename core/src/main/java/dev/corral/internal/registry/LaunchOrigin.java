package dev.corral.internal.registry;

import dev.corral.monitor.LaunchSite;

/**
 * Where a task comes from; tasks of one name and place share it.
 *
 * @param name the task's name
 * @param site who launches it
 */
public record LaunchOrigin(String name, LaunchSite site) {

}
