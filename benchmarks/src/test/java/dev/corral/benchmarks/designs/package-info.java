@NullMarked
package dev.corral.benchmarks.designs;

import org.jspecify.annotations.NullMarked;
