/**
 * Small things that depend on nothing.
 */
@NullMarked
package dev.corral.internal.util;

import org.jspecify.annotations.NullMarked;
