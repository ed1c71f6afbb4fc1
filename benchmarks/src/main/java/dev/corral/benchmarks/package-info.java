/** What supervision costs, measured in pairs. */
@NullMarked
package dev.corral.benchmarks;

import org.jspecify.annotations.NullMarked;
