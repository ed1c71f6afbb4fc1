package dev.corral.programs;

import org.jspecify.annotations.Nullable;

import dev.corral.Outcome;

/** What was reported of one task. */
final class ReportedLife {

	int started;

	int attempts;

	int restarts;

	int panics;

	/** Bodies that another thing than a reported failure they had joined has left. */
	int thrownItself;

	/** Bodies that a failure they had joined has left. */
	int propagated;

	int gaveUp;

	int ended;

	int leaks;

	@Nullable Object returned;

	@Nullable Throwable thrown;

	@Nullable Outcome<?> outcome;

}
