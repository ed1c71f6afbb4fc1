/** Futures whose dependents run on virtual threads, in the context of a launch. */
@NullMarked
package dev.corral.internal.future;

import org.jspecify.annotations.NullMarked;
