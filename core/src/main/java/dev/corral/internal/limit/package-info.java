/**
 * Limits with a queue of those that wait.
 */
@NullMarked
package dev.corral.internal.limit;

import org.jspecify.annotations.NullMarked;
