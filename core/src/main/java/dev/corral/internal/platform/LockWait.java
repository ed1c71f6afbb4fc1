package dev.corral.internal.platform;

/**
 * A thread that waits for a lock which another holds. Immutable.
 *
 * @param thread the id of the thread that waits
 * @param lock the lock, as {@code class@identity}; its class alone when the identity is
 * not known
 * @param owner the id of the thread that holds it
 * @param progress a number that changes when the waiting thread gets on: from its stack,
 * or from how often it has waited
 */
public record LockWait(long thread, String lock, long owner, long progress) {

}
