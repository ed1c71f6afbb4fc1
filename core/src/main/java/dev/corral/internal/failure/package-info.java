/**
 * What a throwable means that has left a body: a panic, a failure propagated from a
 * joined task, an expected failure, or the answer to an interrupt.
 */
@NullMarked
package dev.corral.internal.failure;

import org.jspecify.annotations.NullMarked;
