/**
 * The seam to the virtual machine, and what depends on nothing else.
 */
@NullMarked
package dev.corral.internal.platform;

import org.jspecify.annotations.NullMarked;
