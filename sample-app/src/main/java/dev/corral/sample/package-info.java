/** A shop that runs its background work through Corral, and a laboratory of leaks. */
@NullMarked
package dev.corral.sample;

import org.jspecify.annotations.NullMarked;
