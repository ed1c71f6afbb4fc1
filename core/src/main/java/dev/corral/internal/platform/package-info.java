/**
 * The seam to the virtual machine, and what needs no more than that.
 */
@NullMarked
package dev.corral.internal.platform;

import org.jspecify.annotations.NullMarked;
