@NullMarked
package dev.corral.internal.restart;

import org.jspecify.annotations.NullMarked;
