@NullMarked
package dev.corral.benchmarks;

import org.jspecify.annotations.NullMarked;
