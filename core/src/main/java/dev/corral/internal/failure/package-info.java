/**
 * What a throwable means that has left a body: a failure, one that others have reported
 * already, one that was expected, or the answer to an interrupt.
 */
@NullMarked
package dev.corral.internal.failure;

import org.jspecify.annotations.NullMarked;
