package dev.corral.spring.boot.metrics;

import java.util.HashMap;
import java.util.Map;

import dev.corral.monitor.Counts;
import dev.corral.monitor.LeakCounts;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskMonitor;

/**
 * What a monitor has counted under one task name.
 *
 * @param counts the counters of its tasks
 * @param leaks the counters of its leaks, by reason
 */
record NameCounts(Counts counts, Map<LeakReason, LeakCounts> leaks) {

	/**
	 * Takes a snapshot of all names, with one pass over the counters of tasks.
	 * @param monitor the monitor
	 * @return a new map, without names under which nothing was counted yet
	 */
	static Map<String, NameCounts> byName(TaskMonitor monitor) {
		Map<String, NameCounts> names = new HashMap<>();
		monitor.countsByName().forEach((name, counts) -> names.put(name, new NameCounts(counts, monitor.leaks(name))));
		return names;
	}

}
