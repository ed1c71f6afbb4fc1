package dev.corral.benchmarks.designs;

import org.jspecify.annotations.Nullable;

/** A task that is a node of its stripe's list. */
abstract class LinkedTask extends DesignTask {

	/** Written by the stripe, under its lock. */
	@Nullable LinkedTask before;

	/** Written by the stripe, under its lock. */
	@Nullable LinkedTask after;

	LinkedTask(Runnable body) {
		super(body);
	}

}
