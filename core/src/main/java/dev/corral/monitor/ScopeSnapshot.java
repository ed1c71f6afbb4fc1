package dev.corral.monitor;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An open scope at one moment. Immutable.
 *
 * @param id the scope's id
 * @param parent the id of the scope above, {@code null} below the root
 * @param path its path, as its names were given; escape it before printing
 * @param age how long it has been open
 * @param live tasks of its own that have not settled
 * @param leaked those under a verdict
 * @param deadline wall-clock time at which its timeout or that of a scope above passes,
 * {@code null} for none
 * @param cancelled why it is cancelled, {@code null} while it is not
 */
public record ScopeSnapshot(long id, @Nullable Long parent, String path, Duration age, long live, long leaked,
		@Nullable Instant deadline, @Nullable String cancelled) {

}
