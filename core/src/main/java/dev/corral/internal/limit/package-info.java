/**
 * Limits with a queue of waiting launches.
 */
@NullMarked
package dev.corral.internal.limit;

import org.jspecify.annotations.NullMarked;
