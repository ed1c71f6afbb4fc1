/** The context of a launch, carried to whatever is done for its task. */
@NullMarked
package dev.corral.internal.context;

import org.jspecify.annotations.NullMarked;
