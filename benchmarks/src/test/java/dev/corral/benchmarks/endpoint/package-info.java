@NullMarked
package dev.corral.benchmarks.endpoint;

import org.jspecify.annotations.NullMarked;
