/** Renders snapshots as text. */
@NullMarked
package dev.corral.dump;

import org.jspecify.annotations.NullMarked;
