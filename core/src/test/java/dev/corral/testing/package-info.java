@NullMarked
package dev.corral.testing;

import org.jspecify.annotations.NullMarked;
