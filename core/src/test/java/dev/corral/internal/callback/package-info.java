@NullMarked
package dev.corral.internal.callback;

import org.jspecify.annotations.NullMarked;
