@NullMarked
package dev.corral.internal.platform;

import org.jspecify.annotations.NullMarked;
