@NullMarked
package dev.corral.chaos;

import org.jspecify.annotations.NullMarked;
