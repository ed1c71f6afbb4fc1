/** Meters about tasks. */
@NullMarked
package dev.corral.spring.boot.metrics;

import org.jspecify.annotations.NullMarked;
