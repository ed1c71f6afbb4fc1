/** Supervised tasks: the public API and, package-private beside it, the engine. */
@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
