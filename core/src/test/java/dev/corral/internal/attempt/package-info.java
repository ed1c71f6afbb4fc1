/** Tests of the attempts of a task that may be restarted. */
@NullMarked
package dev.corral.internal.attempt;

import org.jspecify.annotations.NullMarked;
