/** The actuator endpoints: live tasks as JSON, as text and as a profile. */
@NullMarked
package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.NullMarked;
