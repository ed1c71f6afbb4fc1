/** Launchers and bodies in class loaders of their own, which must be collected. */
@NullMarked
package dev.corral.loaders;

import org.jspecify.annotations.NullMarked;
