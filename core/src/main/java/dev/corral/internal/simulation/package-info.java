/**
 * Stand-ins for the outside world, for tests: a clock that a test moves, and a simulation
 * that runs one thread at a time. The engine does not use them.
 */
@NullMarked
package dev.corral.internal.simulation;

import org.jspecify.annotations.NullMarked;
