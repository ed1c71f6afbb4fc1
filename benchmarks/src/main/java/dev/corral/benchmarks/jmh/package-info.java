/**
 * Single operations in nanoseconds, and what they allocate. Compare within one run only:
 * ratios to raw threads are the questions' business.
 */
@NullMarked
package dev.corral.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
