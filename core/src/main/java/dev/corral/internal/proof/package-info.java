/**
 * Proof mode: finds tasks that are blocked for ever, with the garbage collector.
 */
@NullMarked
package dev.corral.internal.proof;

import org.jspecify.annotations.NullMarked;
