@NullMarked
package dev.corral.snapshot;

import org.jspecify.annotations.NullMarked;
