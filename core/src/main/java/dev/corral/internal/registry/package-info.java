/**
 * Which tasks live, counters by name, and slots.
 */
@NullMarked
package dev.corral.internal.registry;

import org.jspecify.annotations.NullMarked;
