@NullMarked
package dev.corral.internal.failure;

import org.jspecify.annotations.NullMarked;
