/** Ways to keep tasks and to limit their number, reduced to what differs. */
@NullMarked
package dev.corral.benchmarks.designs;

import org.jspecify.annotations.NullMarked;
