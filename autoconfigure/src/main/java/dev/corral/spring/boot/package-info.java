/** Auto-configuration of Corral for Spring Boot: the launcher and its properties. */
@NullMarked
package dev.corral.spring.boot;

import org.jspecify.annotations.NullMarked;
