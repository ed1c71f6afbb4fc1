@NullMarked
package dev.corral.internal.watch;

import org.jspecify.annotations.NullMarked;
