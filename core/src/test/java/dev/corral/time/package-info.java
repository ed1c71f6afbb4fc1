@NullMarked
package dev.corral.time;

import org.jspecify.annotations.NullMarked;
