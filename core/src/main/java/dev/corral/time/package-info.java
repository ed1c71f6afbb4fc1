/**
 * The seam to the outside world: clocks, thread start and parking. Not for applications.
 */
@NullMarked
package dev.corral.time;

import org.jspecify.annotations.NullMarked;
