/**
 * Puts a launcher together: admission, launches, the executor view, the end.
 */
@NullMarked
package dev.corral.internal.engine;

import org.jspecify.annotations.NullMarked;
