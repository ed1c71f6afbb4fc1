@NullMarked
package dev.corral.internal.limit;

import org.jspecify.annotations.NullMarked;
