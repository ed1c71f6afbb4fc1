@NullMarked
package dev.corral.leak;

import org.jspecify.annotations.NullMarked;
