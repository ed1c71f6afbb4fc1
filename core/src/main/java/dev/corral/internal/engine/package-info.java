/**
 * Assembles a launcher: admission, launches, the executor view and the shutdown.
 */
@NullMarked
package dev.corral.internal.engine;

import org.jspecify.annotations.NullMarked;
