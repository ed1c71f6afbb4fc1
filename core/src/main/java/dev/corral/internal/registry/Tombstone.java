package dev.corral.internal.registry;

/**
 * What a task that is gone leaves in its slot until it is counted.
 *
 * @param counters where to count it
 * @param end how it ended
 */
record Tombstone(StripeCounters counters, TaskEnd end) {

}
