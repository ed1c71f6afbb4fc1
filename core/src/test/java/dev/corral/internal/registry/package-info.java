@NullMarked
package dev.corral.internal.registry;

import org.jspecify.annotations.NullMarked;
