@NullMarked
package dev.corral.internal.leak;

import org.jspecify.annotations.NullMarked;
