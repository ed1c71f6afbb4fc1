/** Dumps of live tasks: as text, grouped, and as a profile. */
@NullMarked
package dev.corral.dump;

import org.jspecify.annotations.NullMarked;
