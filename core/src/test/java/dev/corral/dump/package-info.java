@NullMarked
package dev.corral.dump;

import org.jspecify.annotations.NullMarked;
