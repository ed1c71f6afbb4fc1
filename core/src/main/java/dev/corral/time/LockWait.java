package dev.corral.time;

/**
 * A thread that waits for a lock which another holds. Immutable.
 *
 * @param thread the id of the thread that waits
 * @param lock the lock, as {@code class@identity}; the class alone when it is not told
 * which
 * @param owner the id of the thread that holds it
 */
public record LockWait(long thread, String lock, long owner) {

}
