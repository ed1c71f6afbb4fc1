@NullMarked
package dev.corral.spring.boot;

import org.jspecify.annotations.NullMarked;
