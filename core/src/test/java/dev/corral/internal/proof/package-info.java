@NullMarked
package dev.corral.internal.proof;

import org.jspecify.annotations.NullMarked;
