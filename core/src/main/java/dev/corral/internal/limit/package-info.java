/**
 * Limits: of tasks at once, with a queue of waiting launches, and of restarts.
 */
@NullMarked
package dev.corral.internal.limit;

import org.jspecify.annotations.NullMarked;
