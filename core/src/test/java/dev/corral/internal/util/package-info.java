@NullMarked
package dev.corral.internal.util;

import org.jspecify.annotations.NullMarked;
