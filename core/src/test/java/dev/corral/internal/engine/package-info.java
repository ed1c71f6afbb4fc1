@NullMarked
package dev.corral.internal.engine;

import org.jspecify.annotations.NullMarked;
