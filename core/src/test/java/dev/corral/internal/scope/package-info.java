@NullMarked
package dev.corral.internal.scope;

import org.jspecify.annotations.NullMarked;
