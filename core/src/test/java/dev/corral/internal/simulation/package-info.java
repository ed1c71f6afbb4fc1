@NullMarked
package dev.corral.internal.simulation;

import org.jspecify.annotations.NullMarked;
