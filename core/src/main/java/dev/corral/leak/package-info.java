/** The rules by which leaks are suspected; they know states and frames, not tasks. */
@NullMarked
package dev.corral.leak;

import org.jspecify.annotations.NullMarked;
