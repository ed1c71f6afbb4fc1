package dev.corral.internal.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.corral.internal.platform.LockWait;

/** Finds the threads that wait for each other in a circle. */
public final class LockCycles {

	private LockCycles() {
	}

	/**
	 * Finds the cycles. A thread waits for one lock, so that the graph is a function, and
	 * following it from each thread once finds them all in linear time.
	 * @param waits who waits for whom; of two waits of a thread the first holds
	 * @return the waits that lie on a cycle, by the thread that waits
	 */
	public static Map<Long, LockWait> of(List<LockWait> waits) {
		Map<Long, LockWait> edges = new LinkedHashMap<>();
		waits.forEach((wait) -> edges.putIfAbsent(wait.thread(), wait));
		Map<Long, LockWait> cycles = new LinkedHashMap<>();
		Set<Long> seen = new HashSet<>();
		for (LockWait start : edges.values()) {
			List<LockWait> path = new ArrayList<>();
			Map<Long, Integer> places = new HashMap<>();
			LockWait wait = start;
			while (wait != null && seen.add(wait.thread())) {
				places.put(wait.thread(), path.size());
				path.add(wait);
				wait = edges.get(wait.owner());
			}
			Integer entry = (wait != null) ? places.get(wait.thread()) : null;
			if (entry != null) {
				path.subList(entry, path.size()).forEach((member) -> cycles.put(member.thread(), member));
			}
		}
		return cycles;
	}

}
