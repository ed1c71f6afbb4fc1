/** Auto-configuration of Corral for Spring Boot. */
@NullMarked
package dev.corral.spring.boot;

import org.jspecify.annotations.NullMarked;
