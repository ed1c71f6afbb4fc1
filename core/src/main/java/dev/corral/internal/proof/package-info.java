/**
 * Proof mode: the garbage collector tells which tasks are blocked for ever.
 */
@NullMarked
package dev.corral.internal.proof;

import org.jspecify.annotations.NullMarked;
