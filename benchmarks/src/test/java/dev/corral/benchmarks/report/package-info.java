@NullMarked
package dev.corral.benchmarks.report;

import org.jspecify.annotations.NullMarked;
