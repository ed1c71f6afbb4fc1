/** The one class of the benchmarks that looks inside the engine. */
@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
