/**
 * The live tasks, the counters by name, and the slots of the launcher.
 */
@NullMarked
package dev.corral.internal.registry;

import org.jspecify.annotations.NullMarked;
