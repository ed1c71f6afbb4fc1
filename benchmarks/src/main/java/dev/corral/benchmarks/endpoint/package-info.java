/** Dumps over HTTP, from a small Spring Boot service. */
@NullMarked
package dev.corral.benchmarks.endpoint;

import org.jspecify.annotations.NullMarked;
