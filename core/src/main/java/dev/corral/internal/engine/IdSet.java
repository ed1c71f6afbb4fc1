package dev.corral.internal.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.MemoryRetry;

/**
 * Ids of threads or tasks, whose removal waits for memory and never fails. Thread-safe.
 */
final class IdSet {

	private final Backend backend;

	private final Set<Long> ids = new ConcurrentSkipListSet<>();

	IdSet(Backend backend) {
		this.backend = backend;
	}

	// One that runs out of memory may have happened: the id has to be removed, too
	void add(long id) {
		this.ids.add(id);
	}

	void remove(long id) {
		boolean removed = false;
		while (!removed) {
			try {
				this.ids.remove(id);
				removed = true;
			}
			catch (OutOfMemoryError ex) {
				MemoryRetry.pause(this.backend, this);
			}
		}
	}

	boolean contains(long id) {
		return this.ids.contains(id);
	}

	int size() {
		return this.ids.size();
	}

	// Read only, and always up to date
	Set<Long> asSet() {
		return this.ids;
	}

}
