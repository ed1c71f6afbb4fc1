@NullMarked
package dev.corral.internal.timer;

import org.jspecify.annotations.NullMarked;
