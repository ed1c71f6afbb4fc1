@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
