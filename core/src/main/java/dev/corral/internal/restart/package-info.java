/**
 * Restarts tasks that panic, and ends attempts that are out of time.
 */
@NullMarked
package dev.corral.internal.restart;

import org.jspecify.annotations.NullMarked;
