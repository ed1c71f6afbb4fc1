@NullMarked
package dev.corral.programs;

import org.jspecify.annotations.NullMarked;
