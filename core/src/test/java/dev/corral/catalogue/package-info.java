@NullMarked
package dev.corral.catalogue;

import org.jspecify.annotations.NullMarked;
