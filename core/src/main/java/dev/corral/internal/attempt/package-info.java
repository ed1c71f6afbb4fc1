/**
 * The attempts of a task that is restarted: how many there were, and the deadline of the
 * one that runs.
 */
@NullMarked
package dev.corral.internal.attempt;

import org.jspecify.annotations.NullMarked;
