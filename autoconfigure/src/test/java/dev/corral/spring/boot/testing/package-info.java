@NullMarked
package dev.corral.spring.boot.testing;

import org.jspecify.annotations.NullMarked;
