/** Executor views and futures beside those of the JDK, with every odd argument. */
@NullMarked
package dev.corral.jdk;

import org.jspecify.annotations.NullMarked;
