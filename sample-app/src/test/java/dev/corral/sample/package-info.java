@NullMarked
package dev.corral.sample;

import org.jspecify.annotations.NullMarked;
