@NullMarked
package dev.corral.internal.render;

import org.jspecify.annotations.NullMarked;
